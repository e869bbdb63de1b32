import { setInterval } from 'node:timers';
import type pg from 'pg';
import { bytesReadOf, destroyConnection, isWaiting } from './pg-internals.ts';

const TICK_MS = 1_000;
/** Ticks without a byte, after which a connection that waits is given up. PostgreSQL itself ends statements after 5 s. */
const MAX_SILENT_TICKS = 10;
/** The same on all connections together: the server is gone without having closed them. */
const MAX_ALL_SILENT_TICKS = 6;
/** Of these, after which a new connection is tried each time: it finds out whether the address leads elsewhere by now. */
const MAX_UNPROBED_TICKS = 2;

interface WatchedConnection {
  bytesRead: number;
  /** Since the last byte, while an answer is due. */
  silentTicks: number;
  /** Whether it has led to the history that the process knows. */
  isAccepted: boolean;
}

/** What is told of silence, and done about it. */
interface SilenceHandlers {
  /** Told what was given up. */
  onSilence: (report: string) => void;
  /** Opens a connection and asks it for the history. */
  probe: () => void;
}

/**
 * Finds connections that are open and dumb: the server was cut off or replaced without a farewell, and TCP would notice
 * after many minutes. A statement without a byte of an answer for 10 s ends its connection, and connections that are
 * idle go along; when nothing comes on any connection for 6 s although something is due, all of them end, or sooner when a new
 * connection finds another history. Ticks are counted,
 * not time: a process that was frozen finds its answers before it counts on.
 */
export class ConnectionWatch {
  private readonly connections = new Map<pg.ClientBase, WatchedConnection>();
  private allSilentTicks = 0;
  private readonly timer = setInterval(() => this.tick(), TICK_MS).unref();

  constructor(private readonly handlers: SilenceHandlers) {}

  add(client: pg.ClientBase): void {
    this.connections.set(client, { bytesRead: bytesReadOf(client), silentTicks: 0, isAccepted: false });
    client.once('end', () => this.connections.delete(client));
  }

  accept(client: pg.ClientBase): void {
    const watched = this.connections.get(client);
    if (watched) watched.isAccepted = true;
  }

  /** Ends what led to the former history: nothing more comes from there, and nothing may be written there. */
  closeFormer(finder: pg.ClientBase): void {
    for (const [client, { isAccepted }] of [...this.connections])
      if (isAccepted && client !== finder) this.close(client);
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
    if (this.allSilentTicks && this.allSilentTicks % MAX_UNPROBED_TICKS === 0) this.handlers.probe();
    const over = silent.filter(([, { silentTicks }]) => silentTicks >= MAX_SILENT_TICKS);
    if (this.allSilentTicks >= MAX_ALL_SILENT_TICKS) {
      this.allSilentTicks = 0;
      this.handlers.onSilence(
        `No connection to the database has had an answer for ${MAX_ALL_SILENT_TICKS} s: all are opened anew`,
      );
      for (const client of [...this.connections.keys()]) this.close(client);
    } else if (over.length) {
      this.handlers.onSilence(
        `A connection to the database has had no answer for ${MAX_SILENT_TICKS} s: it is opened anew`,
      );
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
