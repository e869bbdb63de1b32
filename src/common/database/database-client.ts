import pg from 'pg';
import type { WritableHost } from './writable-host.ts';
import { setTarget } from './pg-internals.ts';

type Connected = (error: Error, ...rest: never[]) => void;

/** The options of a pool reach each of its clients. */
export type DatabaseClientOptions = pg.ClientConfig & { writableHost?: WritableHost };

/** A connection that goes to the host that can be written to, when several are named. */
export class DatabaseClient extends pg.Client {
  private readonly writableHost?: WritableHost;

  constructor(options: DatabaseClientOptions = {}) {
    super(options);
    if (options.writableHost) this.writableHost = options.writableHost;
  }

  override connect(): Promise<this>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<this> | undefined {
    if (!callback)
      return new Promise((resolve, reject) => {
        this.connect((error?: Error | null) => (error ? reject(error) : resolve(this)));
      });
    const { writableHost } = this;
    if (!writableHost) {
      super.connect(callback);
      return undefined;
    }
    writableHost.find().then(
      ({ host, port }) => {
        setTarget(this, host, port);
        super.connect((error: Error) => {
          if (error) writableHost.forget();
          callback(error);
        });
      },
      (error: unknown) => callback(error as Error),
    );
    return undefined;
  }
}
