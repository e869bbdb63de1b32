import { Injector } from '@angular/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeSocket, onTheWire } from '../testing/fake-socket.ts';
import { Connection } from './socket-connection.ts';

describe('the connection, when the session has a fresh token', () => {
  let socket: FakeSocket;
  let connection: Connection;
  let phases: string[];
  const shown = () => socket.asked.map(({ payload }) => payload);
  const open = () =>
    connection.open(
      { userId: 'ada', token: () => 'fresh', renew: () => Promise.resolve() },
      { changed: ({ phase }) => phases.push(phase), heard: () => undefined },
    );

  beforeEach(() => {
    [socket, phases] = [new FakeSocket(), []];
    connection = Injector.create({ providers: [Connection, onTheWire(socket)] }).get(Connection);
  });

  it('shows it', async () => {
    open();
    await connection.showToken();
    expect(shown()).toEqual([{ token: 'fresh' }]);
    expect(phases.at(-1)).toBe('connected');
  });

  it('shows it at a new handshake when it is refused', async () => {
    const error = { code: 'unauthenticated', status: 401, message: '', retryable: false } as const;
    socket.answer = () => Promise.resolve({ ok: false, error });
    open();
    await connection.showToken();
    expect(phases.at(-1)).toBe('waiting');
  });

  it('leaves that to the tab that is connected', async () => {
    await connection.showToken();
    open();
    socket.disconnect();
    await connection.showToken();
    expect(shown()).toEqual([]);
  });
});
