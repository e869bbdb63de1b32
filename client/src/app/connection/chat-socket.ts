import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import type { Ack, CommandName, Commands, EventName, Events } from '@api/transport/events.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { type TokenSource, SocketConnection } from './socket-connection.ts';
import type { Transport, ConnectionStatus } from './transport.ts';
import { SharedTransport } from './shared-transport.ts';

/**
 * `off`: nobody is signed in. `connecting`: on the way. `catching-up`: connected, not yet in step with the server.
 * `live`: in step. `waiting`: the connection is lost and `retryAt` says when the next try is.
 */
export type ConnectionPhase = 'off' | 'connecting' | 'catching-up' | 'live' | 'waiting';

type Handler = (payload: never) => void;

/**
 * The socket door, typed by the server's own maps of commands and events. Whether this tab holds the connection or
 * borrows that of another one makes no difference here.
 */
@Injectable({ providedIn: 'root' })
export class ChatSocket {
  private readonly own = inject(SocketConnection);
  private readonly handlers = new Map<EventName, Handler[]>();
  private shared: SharedTransport | null = null;

  readonly phase = signal<ConnectionPhase>('off');
  /** Epoch milliseconds of the next try while `waiting`. */
  readonly retryAt = signal<number | null>(null);

  /** Counts connections: who waits for an answer on one must not blame the next. */
  connectionCount = 0;

  constructor() {
    inject(DestroyRef).onDestroy(() => this.stop());
  }

  start(bearer: TokenSource): void {
    this.shared ??= new SharedTransport(this.own, bearer, {
      statusChanged: (standing) => this.take(standing),
      eventReceived: (event, payload) => this.handlers.get(event)?.forEach((handle) => handle(payload as never)),
    });
  }

  stop(): void {
    this.shared?.close();
    this.shared = null;
    this.phase.set('off');
    this.retryAt.set(null);
  }

  on<E extends EventName>(event: E, handle: (payload: Events[E]) => void): void {
    this.handlers.set(event, [...(this.handlers.get(event) ?? []), handle]);
  }

  /** A command and its acknowledgement. Rejects with `unreachable` when none comes: it may have taken effect or not. */
  async command<C extends CommandName>(name: C, payload: Commands[C]['takes']): Promise<Commands[C]['gives']> {
    const ack = await this.request(name, payload);
    if (ack.ok) return ack.data;
    throw ApiProblem.fromCommand(ack.error);
  }

  async request<C extends CommandName>(name: C, payload: Commands[C]['takes']): Promise<Ack<Commands[C]['gives']>> {
    if (!this.line) throw ApiProblem.unreachable();
    return (await this.line.request(name, payload)) as Ack<Commands[C]['gives']>;
  }

  /** The session has a fresh token; the tab that holds the connection shows it. */
  async reauthenticate(): Promise<void> {
    await this.own.reauthenticate();
  }

  /** Everything missed has been applied. */
  markCaughtUp(): void {
    this.line?.markCaughtUp();
    if (this.phase() === 'catching-up') this.phase.set('live');
  }

  /** Connected but of no use, for instance because catching up failed: start over. */
  reconnect(): void {
    this.line?.reconnect();
  }

  retryNow(): void {
    if (this.phase() === 'waiting') this.line?.retryNow();
  }

  private get line(): Transport | null {
    return this.shared?.current ?? null;
  }

  private take({ phase, retryAt }: ConnectionStatus): void {
    this.retryAt.set(retryAt);
    if (phase !== 'connected') return this.phase.set(phase);
    this.connectionCount++;
    // By way of `connecting`: one connection may follow upon another that had not caught up yet.
    this.phase.set('connecting');
    this.phase.set('catching-up');
  }
}
