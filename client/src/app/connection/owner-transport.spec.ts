import { Injector } from '@angular/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeSocket, provideFakeSocket } from '../testing/fake-socket.ts';
import { SocketConnection } from './socket-connection.ts';
import { OwnerTransport } from './owner-transport.ts';
import type { TabMessage } from './transport.ts';

describe('a held line', () => {
  let socket: FakeSocket;
  let said: TabMessage[];
  let heard: unknown[];
  let renewals: number;
  let line: OwnerTransport;
  const hello: TabMessage = { says: 'hello', hurry: false };
  const connects = () => said.filter((each) => each.says === 'standing' && each.standing.phase === 'connected').length;

  beforeEach(() => {
    [socket, said, heard, renewals] = [new FakeSocket(), [], [], 0];
    const connection = Injector.create({ providers: [SocketConnection, provideFakeSocket(socket)] }).get(
      SocketConnection,
    );
    const bearer = { userId: 'ada', token: () => 'token', renew: () => Promise.resolve(renewals++) };
    const end = { statusChanged: () => undefined, eventReceived: (_: unknown, payload: unknown) => heard.push(payload) };
    line = new OwnerTransport(connection, bearer, 5, (each) => said.push(each), end);
  });

  it('copies no event while there is one tab', () => {
    socket.emitFromServer('room_heads', []);
    expect(said.some(({ says }) => says === 'event')).toBe(false);
    line.receive(hello);
    socket.emitFromServer('room_heads', []);
    expect(said.at(-1)).toMatchObject({ says: 'event', reign: 5, told: 1 });
    expect(heard).toHaveLength(2);
  });

  it('keeps to the time that the server asked for, unless somebody looks', () => {
    socket.emitFromServer('server_draining', { retryAfter: 60 });
    socket.disconnect();
    line.receive(hello);
    expect(said.at(-1)).toMatchObject({ says: 'standing', standing: { phase: 'waiting' }, connection: 1 });
    line.receive({ ...hello, hurry: true });
    expect(said.at(-1)).toMatchObject({ says: 'standing', standing: { phase: 'connected' }, connection: 2 });
    expect(connects()).toBe(2);
  });

  it('hears from the one before only that the session is over', () => {
    const event = { says: 'event', reign: 4, told: 1 } as const;
    line.receive({ ...event, event: 'room_heads', payload: 'heads' });
    line.receive({ ...event, event: 'session_ended', payload: 'over' });
    expect(heard).toEqual(['over']);
  });

  it('is watching for one tab less when that is closed', async () => {
    const asks = (tab: string, ...userIds: string[]): TabMessage => {
      return { says: 'ask', tab, ask: tab, command: 'watch_presence', payload: { userIds } };
    };
    line.receive(asks('a', 'bob'));
    line.receive(asks('b', 'carol'));
    line.receive({ says: 'bye', tab: 'a' });
    await line.request('watch_presence', { userIds: [] });
    expect(socket.requests.map(({ payload }) => payload)).toEqual([
      { userIds: ['bob'] },
      { userIds: ['carol', 'bob'] },
      { userIds: ['carol'] },
    ]);
  });

  it('renews the session when the server asks for it', () => {
    socket.emitFromServer('token_expiring', { expiresAt: '' });
    expect(renewals).toBe(1);
    expect(heard).toEqual([]);
  });
});
