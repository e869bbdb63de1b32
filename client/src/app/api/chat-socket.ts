import { inject, Injectable, signal } from '@angular/core';
import type { Ack, CommandName, Commands, EventName, Events } from '@api/realtime/events.ts';
import { Socket } from 'ngx-socket-io';
import { ApiProblem } from './api-problem.ts';
import { reconnectDelay } from './reconnect-delay.ts';

/**
 * `off`: nobody is signed in. `connecting`: on the way. `catching-up`: connected, not yet in step with the server.
 * `live`: in step. `waiting`: the connection is lost and `retryAt` says when the next try is.
 */
export type ConnectionPhase = 'off' | 'connecting' | 'catching-up' | 'live' | 'waiting';

/** Who connects: asked anew at every handshake, because tokens live for minutes and connections for days. */
export interface Bearer {
  token(): string;
  /** Gets a fresh token; rejects when the server cannot be reached. */
  renew(): Promise<unknown>;
}

const ACK_TIMEOUT = 10_000;
const RENEWABLE = ['token_expired', 'session_ended', 'unauthenticated'];

/**
 * The socket door, typed by the server's own maps of commands and events. Reconnects by its own clock instead of
 * Socket.IO's, because people are shown when the next try is and may make it come sooner.
 * Uses `on()`, never ngx-socket-io's `fromEvent()`: that runs a whole change detection for each packet.
 */
@Injectable({ providedIn: 'root' })
export class ChatSocket {
  private readonly socket = inject(Socket);
  private bearer: Bearer | null = null;
  private failures = 0;
  private renewed = false;
  /** Seconds that the server asks us to stay away. */
  private retryAfter: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  readonly phase = signal<ConnectionPhase>('off');
  /** Epoch milliseconds of the next try while `waiting`. */
  readonly retryAt = signal<number | null>(null);

  /** Counts connections: who waits for an answer on one must not blame the next. */
  connection = 0;

  constructor() {
    this.socket.auth = (give: (data: object) => void) => give({ token: this.bearer?.token() ?? '' });
    this.socket.on('connect', () => {
      this.renewed = false;
      this.connection++;
      this.phase.set('catching-up');
    });
    this.on('server_draining', ({ retryAfter }) => (this.retryAfter = retryAfter));
    this.socket.on('disconnect', () => this.lost());
    this.socket.on('connect_error', (error: Error & { data?: { code?: string; retryAfter?: number } }) => {
      this.retryAfter = error.data?.retryAfter;
      void this.refused(error.data?.code);
    });
    window.addEventListener('online', () => this.retryNow());
    // The machine knows at once what the socket would notice after a minute.
    window.addEventListener('offline', () => this.startOver());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.retryNow();
    });
  }

  start(bearer: Bearer): void {
    this.bearer = bearer;
    if (this.phase() === 'off') this.connect();
  }

  stop(): void {
    this.bearer = null;
    this.cancelRetry();
    this.phase.set('off');
    this.socket.disconnect();
  }

  on<E extends EventName>(event: E, handle: (payload: Events[E]) => void): void {
    this.socket.on<string>(event, handle);
  }

  /** A command and its acknowledgement. Rejects with `unreachable` when none comes: it may have taken effect or not. */
  async command<C extends CommandName>(name: C, payload: Commands[C]['takes']): Promise<Commands[C]['gives']> {
    const ack = await this.acknowledged(name, payload);
    if (ack.ok) return ack.data;
    throw ApiProblem.fromCommand(ack.error);
  }

  async acknowledged<C extends CommandName>(
    name: C,
    payload: Commands[C]['takes'],
  ): Promise<Ack<Commands[C]['gives']>> {
    // Socket.IO would keep the packet for later; what must not be lost is kept in our outbox instead.
    if (!this.socket.connected) throw ApiProblem.unreachable();
    try {
      const ack: unknown = await this.socket.timeout(ACK_TIMEOUT).emitWithAck(name, payload);
      return ack as Ack<Commands[C]['gives']>;
    } catch {
      throw ApiProblem.unreachable();
    }
  }

  /** Everything missed has been applied. */
  caughtUp(): void {
    this.failures = 0;
    if (this.phase() === 'catching-up') this.phase.set('live');
  }

  /** Connected but of no use, for instance because catching up failed: start over. */
  startOver(): void {
    if (this.phase() === 'off') return;
    this.socket.disconnect();
    this.lost();
  }

  retryNow(): void {
    if (this.phase() === 'waiting') this.connect();
  }

  private connect(): void {
    this.cancelRetry();
    this.phase.set('connecting');
    this.socket.connect();
  }

  private async refused(code: string | undefined): Promise<void> {
    if (code && RENEWABLE.includes(code) && !this.renewed && this.bearer) {
      this.renewed = true;
      try {
        await this.bearer.renew();
        if (this.bearer) {
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
    if (!this.bearer || this.phase() === 'waiting') return;
    const delay = reconnectDelay(this.failures++, Math.random(), this.retryAfter);
    this.retryAfter = undefined;
    this.renewed = false;
    this.phase.set('waiting');
    this.retryAt.set(Date.now() + delay);
    this.timer = setTimeout(() => this.connect(), delay);
  }

  private cancelRetry(): void {
    clearTimeout(this.timer);
    this.retryAt.set(null);
  }
}
