import { inject, Injectable } from '@angular/core';
import type { Ack, CommandName, EventName, Events } from '@api/transport/events.ts';
import { Socket } from 'ngx-socket-io';
import { ApiProblem } from '../api/api-problem.ts';
import { ACK_TIMEOUT_MS, CONNECTING, type TransportListener, type ConnectionStatus } from './transport.ts';
import { reconnectDelay } from './reconnect-delay.ts';

/** Who connects: asked anew at every handshake, because tokens live for minutes and connections for days. */
export interface TokenSource {
  readonly userId: string;
  token(): string;
  /** Gets a fresh token; rejects when the server cannot be reached. */
  renew(): Promise<unknown>;
}

const RENEWABLE = ['token_expired', 'session_ended', 'unauthenticated'];

/**
 * The socket. Reconnects by its own clock instead of Socket.IO's, because people are shown when the next try is and
 * may make it come sooner. Hears by `onAny`, never by ngx-socket-io's `fromEvent()`: that runs a whole change
 * detection for each packet.
 */
@Injectable({ providedIn: 'root' })
export class SocketConnection {
  private readonly socket = inject(Socket);
  private bearer: TokenSource | null = null;
  private end: TransportListener | null = null;
  private standing = CONNECTING;
  private failures = 0;
  private renewed = false;
  /** Seconds that the server asks us to stay away. */
  private retryAfter: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.socket.auth = (give: (data: object) => void) => give({ token: this.bearer?.token() ?? '' });
    this.socket.on('connect', () => {
      this.renewed = false;
      this.change({ phase: 'connected', retryAt: null });
    });
    this.socket.on('disconnect', () => this.lost());
    this.socket.on('connect_error', (error: Error & { data?: { code?: string; retryAfter?: number } }) => {
      this.retryAfter = error.data?.retryAfter;
      void this.refused(error.data?.code);
    });
    this.socket.onAny((event: string, payload: unknown) => this.heard(event as EventName, payload));
    window.addEventListener('online', () => this.retryNow());
    // The machine knows at once what the socket would notice after a minute.
    window.addEventListener('offline', () => this.reconnect());
  }

  open(bearer: TokenSource, end: TransportListener): void {
    this.bearer = bearer;
    this.end = end;
    this.failures = 0;
    this.connect();
  }

  close(): void {
    this.bearer = null;
    this.end = null;
    clearTimeout(this.timer);
    this.socket.disconnect();
  }

  async request(command: CommandName, payload: unknown): Promise<Ack<unknown>> {
    // Socket.IO would keep the packet for later; what must not be lost is kept in our outbox instead.
    if (!this.socket.connected) throw ApiProblem.unreachable();
    try {
      return (await this.socket.timeout(ACK_TIMEOUT_MS).emitWithAck(command, payload)) as Ack<unknown>;
    } catch {
      throw ApiProblem.unreachable();
    }
  }

  /** Shows the token of now: the one of the handshake runs out. One that is refused is shown again at the next handshake. */
  async reauthenticate(): Promise<void> {
    if (!this.bearer || !this.socket.connected) return;
    const ack = await this.request('reauthenticate', { token: this.bearer.token() }).catch(() => null);
    if (ack?.ok === false) this.reconnect();
  }

  markCaughtUp(): void {
    this.failures = 0;
  }

  reconnect(): void {
    if (!this.bearer) return;
    this.socket.disconnect();
    this.lost();
  }

  retryNow(): void {
    if (this.bearer && this.standing.phase === 'waiting') this.connect();
  }

  /** Two events are the connection's own business. */
  private heard(event: EventName, payload: unknown): void {
    if (event === 'server_draining') this.retryAfter = (payload as Events['server_draining']).retryAfter;
    else if (event === 'token_expiring') this.bearer?.renew().catch(() => undefined);
    else this.end?.eventReceived(event, payload);
  }

  private connect(): void {
    clearTimeout(this.timer);
    this.change(CONNECTING);
    this.socket.connect();
  }

  private async refused(code: string | undefined): Promise<void> {
    const { bearer } = this;
    if (code && RENEWABLE.includes(code) && !this.renewed && bearer) {
      this.renewed = true;
      try {
        await bearer.renew();
        if (this.bearer === bearer) {
          this.connect();
          return;
        }
      } catch {
        // Not reachable: the same wait as for any other failure.
      }
    }
    this.lost();
  }

  private lost(): void {
    if (!this.bearer || this.standing.phase === 'waiting') return;
    const delay = reconnectDelay(this.failures++, Math.random(), this.retryAfter);
    this.retryAfter = undefined;
    this.renewed = false;
    this.timer = setTimeout(() => this.connect(), delay);
    this.change({ phase: 'waiting', retryAt: Date.now() + delay });
  }

  private change(standing: ConnectionStatus): void {
    this.standing = standing;
    this.end?.statusChanged(standing);
  }
}
