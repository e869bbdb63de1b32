import { Injector } from '@angular/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeSocket, provideFakeSocket } from '../testing/fake-socket.ts';
import { SocketConnection } from './socket-connection.ts';
import { OwnerTransport } from './owner-transport.ts';
import type { TabMessage } from './transport.ts';

describe('the transport of the tab that owns the connection', () => {
  let socket: FakeSocket;
  let posted: TabMessage[];
  let received: unknown[];
  let renewals: number;
  let transport: OwnerTransport;
  const hello: TabMessage = { type: 'hello', retryNow: false };
  const connects = () => posted.filter((each) => each.type === 'status' && each.status.phase === 'connected').length;

  beforeEach(() => {
    [socket, posted, received, renewals] = [new FakeSocket(), [], [], 0];
    const connection = Injector.create({ providers: [SocketConnection, provideFakeSocket(socket)] }).get(
      SocketConnection,
    );
    const tokens = { userId: 'ada', token: () => 'token', renew: () => Promise.resolve(renewals++) };
    const listener = {
      statusChanged: () => undefined,
      eventReceived: (_: unknown, payload: unknown) => received.push(payload),
    };
    transport = new OwnerTransport(connection, tokens, 5, (each) => posted.push(each), listener);
  });

  it('copies no event while there is a single tab', () => {
    socket.emitFromServer('room_heads', []);
    expect(posted.some(({ type }) => type === 'event')).toBe(false);
    transport.receive(hello);
    socket.emitFromServer('room_heads', []);
    expect(posted.at(-1)).toMatchObject({ type: 'event', term: 5, sequence: 1 });
    expect(received).toHaveLength(2);
  });

  it('keeps to the delay that the server asked for, unless the reader looks at a tab', () => {
    socket.emitFromServer('server_draining', { retryAfter: 60 });
    socket.disconnect();
    transport.receive(hello);
    expect(posted.at(-1)).toMatchObject({ type: 'status', status: { phase: 'waiting' }, connection: 1 });
    transport.receive({ ...hello, retryNow: true });
    expect(posted.at(-1)).toMatchObject({ type: 'status', status: { phase: 'connected' }, connection: 2 });
    expect(connects()).toBe(2);
  });

  it('takes from the previous owner only that the session has ended', () => {
    const event = { type: 'event', term: 4, sequence: 1 } as const;
    transport.receive({ ...event, event: 'room_heads', payload: 'heads' });
    transport.receive({ ...event, event: 'session_ended', payload: 'over' });
    expect(received).toEqual(['over']);
  });

  it('stops watching people for a tab that is closed', async () => {
    const watch = (tab: string, ...userIds: string[]): TabMessage => {
      return { type: 'request', tab, requestId: tab, command: 'watch_presence', payload: { userIds } };
    };
    transport.receive(watch('a', 'bob'));
    transport.receive(watch('b', 'carol'));
    transport.receive({ type: 'bye', tab: 'a' });
    await transport.request('watch_presence', { userIds: [] });
    expect(socket.requests.map(({ payload }) => payload)).toEqual([
      { userIds: ['bob'] },
      { userIds: ['carol', 'bob'] },
      { userIds: ['carol'] },
    ]);
  });

  it('renews the session when the server asks for it', () => {
    socket.emitFromServer('token_expiring', { expiresAt: '' });
    expect(renewals).toBe(1);
    expect(received).toEqual([]);
  });
});
