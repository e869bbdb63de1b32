import { Injector } from '@angular/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeSocket, provideFakeSocket } from '../testing/fake-socket.ts';
import { SocketConnection } from './socket-connection.ts';

describe('the connection, when the session has a fresh token', () => {
  let socket: FakeSocket;
  let connection: SocketConnection;
  let phases: string[];
  const sent = () => socket.requests.map(({ payload }) => payload);
  const open = () =>
    connection.open(
      { userId: 'ada', token: () => 'fresh', renew: () => Promise.resolve() },
      { statusChanged: ({ phase }) => phases.push(phase), eventReceived: () => undefined },
    );

  beforeEach(() => {
    [socket, phases] = [new FakeSocket(), []];
    connection = Injector.create({ providers: [SocketConnection, provideFakeSocket(socket)] }).get(SocketConnection);
  });

  it('sends it to the server', async () => {
    open();
    await connection.reauthenticate();
    expect(sent()).toEqual([{ token: 'fresh' }]);
    expect(phases.at(-1)).toBe('connected');
  });

  it('sends it at a new handshake when it is refused', async () => {
    const error = { code: 'unauthenticated', status: 401, message: '', retryable: false } as const;
    socket.answer = () => Promise.resolve({ ok: false, error });
    open();
    await connection.reauthenticate();
    expect(phases.at(-1)).toBe('waiting');
  });

  it('leaves that to the tab that is connected', async () => {
    await connection.reauthenticate();
    open();
    socket.disconnect();
    await connection.reauthenticate();
    expect(sent()).toEqual([]);
  });
});
