import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import type { Ack, CommandName, Commands, EventName, Events } from '@api/transport/events.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { type TokenSource, SocketConnection } from './socket-connection.ts';
import type { Transport, ConnectionStatus } from './transport.ts';
import { SharedTransport } from './shared-transport.ts';

/**
 * `off`: signed out. `connecting`: on the way. `catching-up`: connected, missed changes are still being fetched.
 * `live`: up to date. `waiting`: the connection is lost and `retryAt` is the time of the next attempt.
 */
export type ConnectionPhase = 'off' | 'connecting' | 'catching-up' | 'live' | 'waiting';

type Handler = (payload: never) => void;

/**
 * Commands and events over the socket, typed by the server's own maps of both. Whether this tab owns the connection or
 * uses that of another tab makes no difference here.
 */
@Injectable({ providedIn: 'root' })
export class ChatSocket {
  private readonly connection = inject(SocketConnection);
  private readonly handlers = new Map<EventName, Handler[]>();
  private sharedTransport: SharedTransport | null = null;

  readonly phase = signal<ConnectionPhase>('off');
  /** Epoch milliseconds of the next attempt while `waiting`. */
  readonly retryAt = signal<number | null>(null);

  /** Number of connections so far: a failure on an earlier connection must not end the current connection. */
  connectionCount = 0;

  constructor() {
    inject(DestroyRef).onDestroy(() => this.stop());
  }

  start(tokens: TokenSource): void {
    this.sharedTransport ??= new SharedTransport(this.connection, tokens, {
      statusChanged: (status) => this.applyStatus(status),
      eventReceived: (event, payload) => this.handlers.get(event)?.forEach((handle) => handle(payload as never)),
    });
  }

  stop(): void {
    this.sharedTransport?.close();
    this.sharedTransport = null;
    this.phase.set('off');
    this.retryAt.set(null);
  }

  on<E extends EventName>(event: E, handle: (payload: Events[E]) => void): void {
    this.handlers.set(event, [...(this.handlers.get(event) ?? []), handle]);
  }

  /**
   * Sends a command and returns what the server answers. Rejects with the server's refusal, or with `unreachable` when
   * none comes.
   */
  async command<C extends CommandName>(name: C, payload: Commands[C]['takes']): Promise<Commands[C]['gives']> {
    const ack = await this.request(name, payload);
    if (ack.ok) return ack.data;
    throw ApiProblem.fromCommand(ack.error);
  }

  /**
   * Sends a command and returns its acknowledgement, refusals too. Rejects with `unreachable`: it may have taken
   * effect.
   */
  async request<C extends CommandName>(name: C, payload: Commands[C]['takes']): Promise<Ack<Commands[C]['gives']>> {
    if (!this.transport) throw ApiProblem.unreachable();
    return (await this.transport.request(name, payload)) as Ack<Commands[C]['gives']>;
  }

  /** Shows the server the fresh token of the session; only the tab that owns the connection does anything. */
  async reauthenticate(): Promise<void> {
    await this.connection.reauthenticate();
  }

  /** All missed changes have been applied. */
  markCaughtUp(): void {
    this.transport?.markCaughtUp();
    if (this.phase() === 'catching-up') this.phase.set('live');
  }

  /** Gives up a connection that is of no use, for instance because catching up failed, and connects again. */
  reconnect(): void {
    this.transport?.reconnect();
  }

  retryNow(): void {
    if (this.phase() === 'waiting') this.transport?.retryNow();
  }

  private get transport(): Transport | null {
    return this.sharedTransport?.current ?? null;
  }

  private applyStatus({ phase, retryAt }: ConnectionStatus): void {
    this.retryAt.set(retryAt);
    if (phase !== 'connected') return this.phase.set(phase);
    this.connectionCount++;
    // By way of `connecting`, so that effects run again where the connection before had not caught up yet.
    this.phase.set('connecting');
    this.phase.set('catching-up');
  }
}
