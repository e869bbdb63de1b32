import pg from 'pg';
import { DatabaseUnavailable, unavailabilityReason } from './database-unavailable.ts';

const PROBE_TIMEOUT_MS = 3_000;

interface Host {
  host: string;
  port: number;
}

/** Finds the host that can be written to among several; it is asked for again when a connection to it fails. */
export class WritableHost {
  private found?: Promise<Host> | undefined;

  /** @param urls one for each host */
  constructor(private readonly urls: string[]) {}

  /** @throws DatabaseUnavailable that says of each host why it is none */
  find(): Promise<Host> {
    if (!this.found) {
      this.found = this.probeAll();
      this.found.catch(() => this.forget());
    }
    return this.found;
  }

  forget(): void {
    this.found = undefined;
  }

  private async probeAll(): Promise<Host> {
    try {
      return await Promise.any(this.urls.map(probe));
    } catch (error) {
      const reasons = (error as AggregateError).errors.map((reason: Error) => reason.message);
      throw new DatabaseUnavailable(`cannot be written to: ${reasons.join('; ')}`, { cause: error });
    }
  }
}

/** The one of several URLs whose host takes writes. @throws DatabaseUnavailable */
export async function writableUrl(urls: string[]): Promise<string> {
  const { host, port } = await new WritableHost(urls).find();
  const at = (url: string) => new pg.Client({ connectionString: url });
  return urls.find((url) => at(url).host === host && at(url).port === port) ?? '';
}

async function probe(url: string): Promise<Host> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: PROBE_TIMEOUT_MS,
    query_timeout: PROBE_TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  const { host, port } = client;
  try {
    await client.connect();
    const { rows } = await client.query<{ writable: boolean }>(
      `SELECT NOT pg_is_in_recovery() AND current_setting('default_transaction_read_only') = 'off' AS writable`,
    );
    if (!rows[0]?.writable) throw new DatabaseUnavailable('is read-only');
    return { host, port };
  } catch (error) {
    throw new Error(`${host}:${port} ${unavailabilityReason(error)}`, { cause: error });
  } finally {
    await client.end().catch(() => undefined);
  }
}
