import { setInterval } from 'node:timers';
import type pg from 'pg';
import { bytesReadOf, destroyConnection, isWaiting } from './pg-internals.ts';

const TICK_MS = 1_000;
/** Ticks without a byte, after which a connection that waits is given up. PostgreSQL itself ends statements after 5 s. */
const MAX_SILENT_TICKS = 10;
/** The same on all connections together: the server is gone without having closed them. */
const MAX_ALL_SILENT_TICKS = 6;

interface WatchedConnection {
  bytesRead: number;
  /** Since the last byte, while an answer is due. */
  silentTicks: number;
}

/**
 * Finds connections that are open and dumb: the server was cut off or replaced without a farewell, and TCP would notice
 * after many minutes. A statement without a byte of an answer for 10 s ends its connection, and connections that are
 * idle go along; when nothing comes on any connection for 6 s although something is due, all of them end. Ticks are counted,
 * not time: a process that was frozen finds its answers before it counts on.
 */
export class ConnectionWatch {
  private readonly connections = new Map<pg.ClientBase, WatchedConnection>();
  private allSilentTicks = 0;
  private readonly timer = setInterval(() => this.tick(), TICK_MS).unref();

  /** @param onSilence is told what was given up */
  constructor(private readonly onSilence: (report: string) => void) {}

  add(client: pg.ClientBase): void {
    this.connections.set(client, { bytesRead: bytesReadOf(client), silentTicks: 0 });
    client.once('end', () => this.connections.delete(client));
  }

  /** Ends connections that wait for nothing and are in no transaction: the next statements open others, by the address as it is then. */
  closeIdle(): void {
    for (const client of this.connections.keys()) if (isIdle(client)) this.close(client);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    const heard = [...this.connections].filter(([client, watched]) => this.listen(client, watched)).length;
    const silent = [...this.connections].filter(([, { silentTicks }]) => silentTicks > 0);
    this.allSilentTicks = silent.length && !heard ? this.allSilentTicks + 1 : 0;
    const over = silent.filter(([, { silentTicks }]) => silentTicks >= MAX_SILENT_TICKS);
    if (this.allSilentTicks >= MAX_ALL_SILENT_TICKS) {
      this.allSilentTicks = 0;
      this.onSilence(
        `No connection to the database has had an answer for ${MAX_ALL_SILENT_TICKS} s: all are opened anew`,
      );
      for (const client of [...this.connections.keys()]) this.close(client);
    } else if (over.length) {
      this.onSilence(`A connection to the database has had no answer for ${MAX_SILENT_TICKS} s: it is opened anew`);
      for (const [client] of over) this.close(client);
      this.closeIdle();
    }
  }

  /** @returns whether anything has come since the last tick */
  private listen(client: pg.ClientBase, watched: WatchedConnection): boolean {
    const bytesRead = bytesReadOf(client);
    const hasCome = bytesRead !== watched.bytesRead;
    watched.bytesRead = bytesRead;
    watched.silentTicks = hasCome || !isWaiting(client) ? 0 : watched.silentTicks + 1;
    return hasCome;
  }

  private close(client: pg.ClientBase): void {
    this.connections.delete(client);
    destroyConnection(client);
  }
}

const isIdle = (client: pg.ClientBase): boolean =>
  !isWaiting(client) &&
  (client as pg.ClientBase & { getTransactionStatus(): string | null }).getTransactionStatus() === 'I';
