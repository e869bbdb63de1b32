import type { Provider } from '@angular/core';
import type { EventName, Events } from '@api/realtime/events.ts';
import { Socket } from 'ngx-socket-io';

type Handler = (payload?: unknown) => void;

/** The far end of the wire, for tests of what stands on it: says what a server would say. */
export class FakeSocket {
  auth: unknown;
  connected = false;
  private readonly handlers = new Map<string, Handler[]>();

  on(event: string, handler: Handler): this {
    this.handlers.set(event, [...(this.handlers.get(event) ?? []), handler]);
    return this;
  }

  connect(): void {
    this.connected = true;
    this.fire('connect');
  }

  disconnect(): void {
    this.connected = false;
  }

  says<E extends EventName>(event: E, payload: Events[E]): void {
    this.fire(event, payload);
  }

  private fire(event: string, payload?: unknown): void {
    for (const handler of this.handlers.get(event) ?? []) handler(payload);
  }
}

export const onTheWire = (socket: FakeSocket): Provider => ({ provide: Socket, useValue: socket });
