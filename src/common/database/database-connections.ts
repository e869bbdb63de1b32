import { Global, Injectable, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import type pg from 'pg';
import { connection } from '../../../ormconfig.ts';
import { Config } from '../config.ts';
import { metrics } from '../observability/metrics.ts';
import { ConnectionWatch } from './connection-watch.ts';
import { databaseAddress } from './database-address.ts';
import { DatabaseClient } from './database-client.ts';
import { DatabaseHistory } from './database-history.ts';
import { DatabaseUnavailable } from './database-unavailable.ts';
import { asOptions, asStatements, LIMITS, type Settings } from './session-settings.ts';
import { WritableHost } from './writable-host.ts';

const PROBE_TIMEOUT_MS = 2_000;

/** What every pool of this process has in common: where it connects to, what a new connection must be, and when one is given up. */
@Injectable()
export class DatabaseConnections implements OnApplicationShutdown {
  private readonly logger = new Logger('Database');
  private readonly watch = new ConnectionWatch({
    onSilence: (report) => {
      metrics.silentConnections.inc();
      this.logger.warn(report);
    },
    probe: () => void this.probe(),
  });
  /** Whether connections are shared through a pooler: no state outlives a transaction then. */
  readonly isPooled: boolean;
  /** Whether that pooler prepares a client's statements on each connection that it gives to it. */
  readonly keepsStatements: boolean;
  private readonly url: string;
  private readonly writableHost?: WritableHost;

  constructor(
    { env }: Config,
    readonly history: DatabaseHistory,
  ) {
    const { urls, mustBeWritable } = databaseAddress(env.DATABASE_URL);
    this.url = urls[0] ?? env.DATABASE_URL;
    this.keepsStatements = env.DATABASE_POOLER === 'prepared';
    this.isPooled = this.keepsStatements || env.DATABASE_POOLER === 'on';
    if (mustBeWritable) this.writableHost = new WritableHost(urls);
    history.onChange((finder) => this.watch.closeFormer(finder));
  }

  /** The options of a pool of so many connections. @param settings beside the usual limits; none through a pooler */
  options(max: number, settings: Settings = {}): pg.PoolConfig {
    // The types of pg know neither options of its clients nor a hook that is awaited.
    const ofClients: object = { Client: DatabaseClient, writableHost: this.writableHost, onConnect: this.accept };
    const { statement_timeout, lock_timeout, idle_in_transaction_session_timeout, ...others } = connection.extra;
    const limits = { statement_timeout, lock_timeout, idle_in_transaction_session_timeout };
    const ofSession = this.isPooled ? {} : { ...limits, options: asOptions(settings) };
    return { ...others, ...ofSession, connectionString: this.url, max, ...ofClients };
  }

  /** Begins a transaction with settings that hold for it, beside the usual limits. */
  beginning(settings: Settings = {}): string {
    return this.isPooled ? `BEGIN; ${asStatements({ ...LIMITS, ...settings })}` : 'BEGIN';
  }

  /** Ends connections that nothing uses, so that the address is asked for anew: it may lead elsewhere by now. */
  closeIdle(): void {
    this.writableHost?.forget();
    this.watch.closeIdle();
  }

  onApplicationShutdown(): void {
    this.watch.stop();
  }

  /** Whether an open connection still leads to where it is good to write. @throws DatabaseUnavailable */
  async verify(client: pg.ClientBase): Promise<void> {
    try {
      await this.history.verify(client);
    } catch (error) {
      if (error instanceof DatabaseUnavailable) this.closeIdle();
      throw error;
    }
  }

  /** A connection is used only after this. */
  private readonly accept = async (client: pg.ClientBase): Promise<void> => {
    // A connection that ends between two statements of its user fails the next one; unhandled, it would end the process.
    client.on('error', () => undefined);
    this.watch.add(client);
    await this.verify(client);
    this.watch.accept(client);
  };

  /** Where the address leads to by now. A failover is noticed by it before the old connections are given up. */
  private async probe(): Promise<void> {
    this.writableHost?.forget();
    // pg's types do not know the option.
    const options: object = { writableHost: this.writableHost };
    const client = new DatabaseClient({
      ...options,
      connectionString: this.url,
      connectionTimeoutMillis: PROBE_TIMEOUT_MS,
      query_timeout: PROBE_TIMEOUT_MS,
    });
    client.on('error', () => undefined);
    await client
      .connect()
      .then(() => this.history.verify(client))
      .catch(() => undefined);
    await client.end().catch(() => undefined);
  }
}

/** Before the pools, which need it. */
@Global()
@Module({ providers: [DatabaseConnections, DatabaseHistory], exports: [DatabaseConnections, DatabaseHistory] })
export class DatabaseConnectionsModule {}
