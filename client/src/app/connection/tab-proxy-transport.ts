import type { Ack, CommandName } from '@api/transport/events.ts';
import { ApiProblem } from '../api/api-problem.ts';
import {
  ACK_TIMEOUT_MS,
  CONNECTING,
  type Transport,
  type TransportListener,
  type TabMessage,
  type TabMessageOf,
} from './transport.ts';
import { reconnectDelay } from './reconnect-delay.ts';

/** An owner that leaves `MAX_PINGS` pings in a row unanswered, each for so long, is frozen or hangs. */
const PING_TIMEOUT_MS = 1_000;
const MAX_PINGS = 2;
/** Time without a message from the owner after which it is pinged, as sockets do by their heartbeat. */
const HEARTBEAT_MS = 20_000;
/** Browsers slow down the clock of a background tab: so long after its retry was due, the owner is reminded. */
const RETRY_REMINDER_DELAY_MS = 250;

type Timer = ReturnType<typeof setTimeout>;

/** Reaches the server through the tab that owns the connection. To its own tab it looks like a connection. */
export class TabProxyTransport implements Transport {
  private readonly tab = Math.random().toString(36).slice(2);
  private term = 0;
  /** The last connection that was joined, and whether this transport still uses it. */
  private connection = 0;
  private isJoined = false;
  private sequence = 0;
  private failures = 0;
  private requestCount = 0;
  private readonly pendingRequests = new Map<string, (ack: Ack<unknown> | null) => void>();
  private pingTimer: Timer | undefined;
  private retryTimer: Timer | undefined;
  private heartbeatTimer: Timer | undefined;

  /** @param ownerLost called when the owner no longer answers */
  constructor(
    private readonly post: (message: TabMessage) => void,
    private readonly listener: TransportListener,
    private readonly ownerLost: () => void,
  ) {
    listener.statusChanged(CONNECTING);
    this.startPing(true);
  }

  request(command: CommandName, payload: unknown): Promise<Ack<unknown>> {
    if (!this.isJoined) return Promise.reject(ApiProblem.unreachable());
    const requestId = `${this.tab}.${++this.requestCount}`;
    return new Promise((resolve, reject) => {
      const slow = setTimeout(() => this.startPing(), PING_TIMEOUT_MS * MAX_PINGS);
      const timeout = setTimeout(() => settle(null), ACK_TIMEOUT_MS);
      const settle = (ack: Ack<unknown> | null) => {
        clearTimeout(slow);
        clearTimeout(timeout);
        this.pendingRequests.delete(requestId);
        if (ack) resolve(ack);
        else reject(ApiProblem.unreachable());
      };
      this.pendingRequests.set(requestId, settle);
      this.post({ type: 'request', tab: this.tab, requestId, command, payload });
    });
  }

  markCaughtUp(): void {
    this.failures = 0;
  }

  /** For this tab alone: the connection may serve the other tabs well. */
  reconnect(): void {
    if (!this.isJoined) return;
    const delay = reconnectDelay(this.failures++, Math.random());
    this.leave();
    this.scheduleRetry(delay);
    this.listener.statusChanged({ phase: 'waiting', retryAt: Date.now() + delay });
  }

  retryNow(): void {
    this.cancelRetry();
    this.startPing(true);
  }

  receive(message: TabMessage): void {
    // From another proxy, or from an owner that has lost the lock and does not know it yet.
    if (!('term' in message) || message.term < this.term) return;
    this.stopPing();
    this.heartbeatTimer = setTimeout(() => this.startPing(), HEARTBEAT_MS);
    if (message.type === 'status') this.follow(message);
    else if (message.term !== this.term || !this.isJoined) return;
    else if (message.type === 'answer') this.pendingRequests.get(message.requestId)?.(message.ack);
    else if (message.sequence === ++this.sequence) this.listener.eventReceived(message.event, message.payload);
    else this.reconnect();
  }

  close(): void {
    this.stopPing();
    this.cancelRetry();
    this.leave();
    this.post({ type: 'bye', tab: this.tab });
  }

  private follow({ term, status, connection, sequence }: TabMessageOf<'status'>): void {
    const isConnected = status.phase === 'connected';
    const isKnown = term === this.term && connection === this.connection;
    if (isConnected && isKnown && (this.isJoined || this.retryTimer)) return;
    this.cancelRetry();
    this.leave();
    this.term = term;
    this.isJoined = isConnected;
    this.sequence = sequence;
    if (isConnected) this.connection = connection;
    if (status.retryAt !== null) this.scheduleRetry(status.retryAt - Date.now() + RETRY_REMINDER_DELAY_MS);
    this.listener.statusChanged(status);
  }

  private leave(): void {
    this.isJoined = false;
    for (const settle of [...this.pendingRequests.values()]) settle(null);
  }

  private scheduleRetry(delayMs: number): void {
    this.retryTimer = setTimeout(() => this.retryNow(), delayMs);
  }

  private cancelRetry(): void {
    clearTimeout(this.retryTimer);
    this.retryTimer = undefined;
  }

  /** Asks the owner for its status, and finds out whether it still answers. */
  private startPing(retryNow = false): void {
    if (!this.pingTimer) this.ping(MAX_PINGS, retryNow);
  }

  private ping(attemptsLeft: number, retryNow: boolean): void {
    if (attemptsLeft === 0) {
      this.pingTimer = undefined;
      return this.ownerLost();
    }
    this.post({ type: 'hello', retryNow });
    this.pingTimer = setTimeout(() => this.ping(attemptsLeft - 1, retryNow), PING_TIMEOUT_MS);
  }

  private stopPing(): void {
    clearTimeout(this.heartbeatTimer);
    clearTimeout(this.pingTimer);
    this.pingTimer = undefined;
  }
}
