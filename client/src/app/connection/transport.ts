import type { Ack, CommandName, EventName } from '@api/transport/events.ts';

/** How a connection stands. `retryAt`: epoch milliseconds of the next try while `waiting`, else null. */
export interface ConnectionStatus {
  phase: 'connecting' | 'connected' | 'waiting';
  retryAt: number | null;
}

export const CONNECTING: ConnectionStatus = { phase: 'connecting', retryAt: null };

/** How long an answer is waited for, in milliseconds. */
export const ACK_TIMEOUT_MS = 10_000;

/** A tab's way to the server: a connection of its own, or that of another tab. */
export interface Transport {
  /** Rejects with `unreachable` when no answer comes: the command may have taken effect or not. */
  request(command: CommandName, payload: unknown): Promise<Ack<unknown>>;
  /** Everything missed has been applied. */
  markCaughtUp(): void;
  /** Connected but of no use: lets it be for a while, then begins anew. */
  reconnect(): void;
  /** Somebody is looking: whatever waits need not. */
  retryNow(): void;
  /** What another tab says. */
  receive(said: TabMessage): void;
  close(): void;
}

/** The near end of a line. Each new connection comes as a change to `connected`, and `sync` is due then. */
export interface TransportListener {
  statusChanged(standing: ConnectionStatus): void;
  eventReceived(event: EventName, payload: unknown): void;
}

/**
 * What tabs say to each other. Only the one that holds the connection has a `reign`: of two that take themselves for
 * the holder, the later one is right. `connection` counts within a reign, `told` the events that were passed on;
 * `hurry` is for a connection that waits for its next try.
 */
export type TabMessage =
  | { says: 'standing'; reign: number; standing: ConnectionStatus; connection: number; told: number }
  | { says: 'event'; reign: number; event: EventName; payload: unknown; told: number }
  | { says: 'answer'; reign: number; ask: string; ack: Ack<unknown> | null }
  | { says: 'hello'; hurry: boolean }
  | { says: 'ask'; tab: string; ask: string; command: CommandName; payload: unknown }
  | { says: 'bye'; tab: string };

export type TabMessageOf<S extends TabMessage['says']> = Extract<TabMessage, { says: S }>;
