import { inject, Injectable } from '@angular/core';
import type { Ack, CommandName, EventName, Events } from '@api/transport/events.ts';
import { Socket } from 'ngx-socket-io';
import { ApiProblem } from '../api/api-problem.ts';
import { ACK_TIMEOUT_MS, CONNECTING, type TransportListener, type ConnectionStatus } from './transport.ts';
import { reconnectDelay } from './reconnect-delay.ts';

/** The account that connects, and its token: read at every handshake, because tokens live for minutes and connections for days. */
export interface TokenSource {
  readonly userId: string;
  token(): string;
  /** Fetches a fresh token; rejects when the server cannot be reached. */
  renew(): Promise<unknown>;
}

/** Refusals of a handshake that a fresh token may cure. */
const RENEWABLE_CODES = ['token_expired', 'session_ended', 'unauthenticated'];

/**
 * The Socket.IO connection. Schedules reconnects itself instead of leaving it to Socket.IO, because the reader sees when
 * the next attempt is and can bring it forward. Listens by `onAny`, never by ngx-socket-io's `fromEvent()`, which runs a
 * whole change detection for each packet.
 */
@Injectable({ providedIn: 'root' })
export class SocketConnection {
  private readonly socket = inject(Socket);
  private tokens: TokenSource | null = null;
  private listener: TransportListener | null = null;
  private status = CONNECTING;
  private failures = 0;
  /** Whether the token was renewed since the last connection: a second refusal waits like any other failure. */
  private isRenewed = false;
  /** Seconds that the server asks this client to stay away. */
  private retryAfterSeconds: number | undefined;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.socket.auth = (give: (data: object) => void) => give({ token: this.tokens?.token() ?? '' });
    this.socket.on('connect', () => {
      this.isRenewed = false;
      this.setStatus({ phase: 'connected', retryAt: null });
    });
    this.socket.on('disconnect', () => this.waitAndReconnect());
    this.socket.on('connect_error', (error: Error & { data?: { code?: string; retryAfter?: number } }) => {
      this.retryAfterSeconds = error.data?.retryAfter;
      void this.handleRefusal(error.data?.code);
    });
    this.socket.onAny((event: string, payload: unknown) => this.dispatch(event as EventName, payload));
    window.addEventListener('online', () => this.retryNow());
    // The browser knows at once what the socket would notice after a minute.
    window.addEventListener('offline', () => this.reconnect());
  }

  open(tokens: TokenSource, listener: TransportListener): void {
    this.tokens = tokens;
    this.listener = listener;
    this.failures = 0;
    this.connect();
  }

  close(): void {
    this.tokens = null;
    this.listener = null;
    clearTimeout(this.retryTimer);
    this.socket.disconnect();
  }

  async request(command: CommandName, payload: unknown): Promise<Ack<unknown>> {
    // Socket.IO would buffer the packet; what must not be lost is in the outbox instead.
    if (!this.socket.connected) throw ApiProblem.unreachable();
    try {
      return (await this.socket.timeout(ACK_TIMEOUT_MS).emitWithAck(command, payload)) as Ack<unknown>;
    } catch {
      throw ApiProblem.unreachable();
    }
  }

  /** Sends the current token, because that of the handshake expires. If it is refused, a new handshake sends it again. */
  async reauthenticate(): Promise<void> {
    if (!this.tokens || !this.socket.connected) return;
    const ack = await this.request('reauthenticate', { token: this.tokens.token() }).catch(() => null);
    if (ack?.ok === false) this.reconnect();
  }

  markCaughtUp(): void {
    this.failures = 0;
  }

  reconnect(): void {
    if (!this.tokens) return;
    this.socket.disconnect();
    this.waitAndReconnect();
  }

  retryNow(): void {
    if (this.tokens && this.status.phase === 'waiting') this.connect();
  }

  /** Two events concern the connection itself; all others go to the listener. */
  private dispatch(event: EventName, payload: unknown): void {
    if (event === 'server_draining') this.retryAfterSeconds = (payload as Events['server_draining']).retryAfter;
    else if (event === 'token_expiring') this.tokens?.renew().catch(() => undefined);
    else this.listener?.eventReceived(event, payload);
  }

  private connect(): void {
    clearTimeout(this.retryTimer);
    this.setStatus(CONNECTING);
    this.socket.connect();
  }

  private async handleRefusal(code: string | undefined): Promise<void> {
    const { tokens } = this;
    if (code && RENEWABLE_CODES.includes(code) && !this.isRenewed && tokens) {
      this.isRenewed = true;
      try {
        await tokens.renew();
        if (this.tokens === tokens) {
          this.connect();
          return;
        }
      } catch {
        // The server cannot be reached: the same wait as after any other failure.
      }
    }
    this.waitAndReconnect();
  }

  private waitAndReconnect(): void {
    if (!this.tokens || this.status.phase === 'waiting') return;
    const delay = reconnectDelay(this.failures++, Math.random(), this.retryAfterSeconds);
    this.retryAfterSeconds = undefined;
    this.isRenewed = false;
    this.retryTimer = setTimeout(() => this.connect(), delay);
    this.setStatus({ phase: 'waiting', retryAt: Date.now() + delay });
  }

  private setStatus(status: ConnectionStatus): void {
    this.status = status;
    this.listener?.statusChanged(status);
  }
}
