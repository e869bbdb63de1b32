import type { Provider } from '@angular/core';
import type { Ack, EventName, Events } from '@api/transport/events.ts';
import { Socket } from 'ngx-socket-io';

type Handler = (payload?: unknown) => void;

/** Stands in for the Socket.IO client in tests: records commands, answers them, and emits events as a server would. */
export class FakeSocket {
  auth: unknown;
  connected = false;
  /** Commands that were sent, oldest first. */
  readonly requests: { command: string; payload: unknown }[] = [];
  answer: (command: string) => Promise<Ack<unknown>> = () => Promise.resolve({ ok: true, data: null });
  private readonly handlers = new Map<string, Handler[]>();
  private readonly anyListeners: ((event: string, payload: unknown) => void)[] = [];

  on(event: string, handler: Handler): this {
    this.handlers.set(event, [...(this.handlers.get(event) ?? []), handler]);
    return this;
  }

  onAny(listener: (event: string, payload: unknown) => void): this {
    this.anyListeners.push(listener);
    return this;
  }

  connect(): void {
    this.connected = true;
    this.fire('connect');
  }

  disconnect(): void {
    if (!this.connected) return;
    this.connected = false;
    this.fire('disconnect');
  }

  timeout(): this {
    return this;
  }

  emitWithAck(command: string, payload: unknown): Promise<Ack<unknown>> {
    this.requests.push({ command, payload });
    return this.answer(command);
  }

  emitFromServer<E extends EventName>(event: E, payload: Events[E]): void {
    for (const listener of this.anyListeners) listener(event, payload);
  }

  private fire(event: string, payload?: unknown): void {
    for (const handler of this.handlers.get(event) ?? []) handler(payload);
  }
}

export const provideFakeSocket = (socket: FakeSocket): Provider => ({ provide: Socket, useValue: socket });
