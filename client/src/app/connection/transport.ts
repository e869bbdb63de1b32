import type { Ack, CommandName, EventName } from '@api/transport/events.ts';

/** State of a connection. `retryAt`: epoch milliseconds of the next attempt while `waiting`, else null. */
export interface ConnectionStatus {
  phase: 'connecting' | 'connected' | 'waiting';
  retryAt: number | null;
}

export const CONNECTING: ConnectionStatus = { phase: 'connecting', retryAt: null };

/** How long a command waits for its acknowledgement. */
export const ACK_TIMEOUT_MS = 10_000;

/** How a tab reaches the server: by a connection of its own, or by that of another tab. */
export interface Transport {
  /** Rejects with `unreachable` when no answer comes: the command may have taken effect or not. */
  request(command: CommandName, payload: unknown): Promise<Ack<unknown>>;
  /** All missed changes have been applied: the next failure backs off from the shortest delay again. */
  markCaughtUp(): void;
  /** Gives up a connection that is of no use, and connects again after a delay. */
  reconnect(): void;
  /** Skips the wait for the next attempt, because the reader looks at this tab. */
  retryNow(): void;
  /** Handles a message from another tab. */
  receive(message: TabMessage): void;
  close(): void;
}

/** What a transport reports to. Each new connection comes as a change to `connected`, and `sync` is due then. */
export interface TransportListener {
  statusChanged(status: ConnectionStatus): void;
  eventReceived(event: EventName, payload: unknown): void;
}

/**
 * Messages between the tabs of a browser. Only the tab that owns the connection sends a `term`: of two tabs that both
 * claim the connection, the tab with the later term is right. `connection` counts connections within a term, `sequence`
 * the events that were forwarded. `retryNow` asks an owner that waits for its next attempt to connect at once.
 */
export type TabMessage =
  | { type: 'status'; term: number; status: ConnectionStatus; connection: number; sequence: number }
  | { type: 'event'; term: number; event: EventName; payload: unknown; sequence: number }
  | { type: 'answer'; term: number; requestId: string; ack: Ack<unknown> | null }
  | { type: 'hello'; retryNow: boolean }
  | { type: 'request'; tab: string; requestId: string; command: CommandName; payload: unknown }
  | { type: 'bye'; tab: string };

export type TabMessageOf<T extends TabMessage['type']> = Extract<TabMessage, { type: T }>;
