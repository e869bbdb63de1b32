import { Global, Injectable, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import type pg from 'pg';
import { connection } from '../../../ormconfig.ts';
import { Config } from '../config.ts';
import { ConnectionWatch } from './connection-watch.ts';
import { databaseAddress } from './database-address.ts';
import { DatabaseClient } from './database-client.ts';
import { DatabaseUnavailable } from './database-unavailable.ts';
import { WritableHost } from './writable-host.ts';

/** What every pool of this process has in common: where it connects to, what a new connection must be, and when one is given up. */
@Injectable()
export class DatabaseConnections implements OnApplicationShutdown {
  private readonly logger = new Logger('Database');
  private readonly watch = new ConnectionWatch((report) => this.logger.warn(report));
  private readonly url: string;
  private readonly writableHost?: WritableHost;

  constructor({ env }: Config) {
    const { urls, mustBeWritable } = databaseAddress(env.DATABASE_URL);
    this.url = urls[0] ?? env.DATABASE_URL;
    if (mustBeWritable) this.writableHost = new WritableHost(urls);
  }

  /** The options of a pool of so many connections. */
  options(max: number): pg.PoolConfig {
    // The types of pg know neither options of its clients nor a hook that is awaited.
    const ofClients: object = { Client: DatabaseClient, writableHost: this.writableHost, onConnect: this.accept };
    return { ...connection.extra, connectionString: this.url, max, ...ofClients };
  }

  /** Ends connections that nothing uses, so that the address is asked for anew: it may lead elsewhere by now. */
  closeIdle(): void {
    this.writableHost?.forget();
    this.watch.closeIdle();
  }

  onApplicationShutdown(): void {
    this.watch.stop();
  }

  /**
   * A connection is used only after this: never one to a standby, whose rows may become another history under it.
   * @throws DatabaseUnavailable
   */
  private readonly accept = async (client: pg.ClientBase): Promise<void> => {
    this.watch.add(client);
    const { rows } = await client.query<{ isStandby: boolean }>('SELECT pg_is_in_recovery() AS "isStandby"');
    if (!rows[0]?.isStandby) return;
    this.writableHost?.forget();
    throw new DatabaseUnavailable(
      'is a standby and takes no writes; it must be promoted, or DATABASE_URL name the primary',
    );
  };
}

/** Before the pools, which need it. */
@Global()
@Module({ providers: [DatabaseConnections], exports: [DatabaseConnections] })
export class DatabaseConnectionsModule {}
