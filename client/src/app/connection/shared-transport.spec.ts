import { locks } from 'node:worker_threads';
import { Injector } from '@angular/core';
import type { Events } from '@api/transport/events.ts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeSocket, provideFakeSocket } from '../testing/fake-socket.ts';
import { SocketConnection } from './socket-connection.ts';
import { SharedTransport } from './shared-transport.ts';

const head = (revision: number): Events['room_heads'] => [{ roomId: 'room', revision }] as Events['room_heads'];

/** A tab among several. Locks and channels between them are real; only the server is played by the test. */
class Tab {
  readonly socket = new FakeSocket();
  readonly phases: string[] = [];
  readonly received: unknown[] = [];
  readonly transport: SharedTransport;
  renewals = 0;

  constructor(userId: string, ours: Pick<LockManager, 'request'> | null = locks) {
    const connection = Injector.create({ providers: [SocketConnection, provideFakeSocket(this.socket)] }).get(
      SocketConnection,
    );
    const tokens = { userId, token: () => 'token', renew: () => Promise.resolve(this.renewals++) };
    this.transport = new SharedTransport(
      connection,
      tokens,
      {
        statusChanged: ({ phase }) => this.phases.push(phase),
        eventReceived: (_, payload) => this.received.push(payload),
      },
      ours,
    );
  }

  get phase() {
    return this.phases.at(-1);
  }

  request(command: 'sync' | 'typing' | 'watch_presence', payload: object = {}) {
    return this.transport.current?.request(command, payload);
  }
}

describe('the connection that tabs share', () => {
  let tabs: Tab[] = [];
  const open = async (userId = 'ada') => {
    const tab = new Tab(userId);
    tabs.push(tab);
    await vi.waitFor(() => expect(tab.phase).toBe('connected'));
    return tab;
  };
  const owners = () => tabs.filter(({ socket }) => socket.connected);

  afterEach(() => {
    for (const { transport } of tabs) transport.close();
    tabs = [];
  });

  it('is a single connection, whose events and answers reach all', async () => {
    const [first, second, third] = [await open(), await open(), await open()];
    expect(owners().indexOf(first)).toBe(0);
    expect(owners()).toHaveLength(1);
    first.socket.answer = () => Promise.resolve({ ok: true, data: 'answer' });
    expect(await third.request('sync')).toEqual({ ok: true, data: 'answer' });
    first.socket.emitFromServer('room_heads', head(1));
    first.socket.emitFromServer('room_heads', head(2));
    for (const { received } of [first, second, third])
      await vi.waitFor(() => expect(received).toEqual([head(1), head(2)]));
  });

  it('is lost and restored for all', async () => {
    const [first, second] = [await open(), await open()];
    first.socket.disconnect();
    expect(first.phase).toBe('waiting');
    await vi.waitFor(() => expect(second.phase).toBe('waiting'));
    second.transport.current?.retryNow();
    for (const tab of tabs) await vi.waitFor(() => expect(tab.phase).toBe('connected'));
    expect(second.phases).toEqual(['connecting', 'connected', 'waiting', 'connecting', 'connected']);
  });

  it('moves to another tab when its owner is closed', async () => {
    const [first, second, third] = [await open(), await open(), await open()];
    first.transport.close();
    await vi.waitFor(() => expect(owners()).toHaveLength(1));
    await vi.waitFor(() =>
      expect([second, third].map(({ phases }) => phases.slice(-2))).toEqual(Array(2).fill(['connecting', 'connected'])),
    );
    expect(first.socket.connected).toBe(false);
    const [owner] = owners();
    await third.request('sync');
    await second.request('sync');
    owner?.socket.emitFromServer('room_heads', head(1));
    for (const { received } of [second, third]) await vi.waitFor(() => expect(received).toEqual([head(1)]));
  });

  it('is not shared with tabs of another account', async () => {
    await open('ada');
    await open('bob');
    expect(owners()).toHaveLength(2);
  });

  it('watches the people that any of the tabs shows', async () => {
    const [first, second] = [await open(), await open()];
    await first.request('watch_presence', { userIds: ['bob', 'carol'] });
    await second.request('watch_presence', { userIds: ['carol', 'dave'] });
    await first.request('watch_presence', { userIds: ['eve'] });
    const watched = first.socket.requests.map(({ payload }) => (payload as { userIds: string[] }).userIds.toSorted());
    expect(watched).toEqual([
      ['bob', 'carol'],
      ['bob', 'carol', 'dave'],
      ['carol', 'dave', 'eve'],
    ]);
  });

  it('reconnects for all when it does not answer the `sync` of a tab', async () => {
    const [first, second] = [await open(), await open()];
    first.socket.answer = () => Promise.reject(new Error('timeout'));
    await expect(second.request('typing')).rejects.toMatchObject({ code: 'unreachable' });
    expect(first.phase).toBe('connected');
    await expect(second.request('sync')).rejects.toMatchObject({ code: 'unreachable' });
    await vi.waitFor(() => expect(first.phase).toBe('waiting'));
  });

  it('renews the session once, in the tab that owns it', async () => {
    const [first, second] = [await open(), await open()];
    first.socket.emitFromServer('token_expiring', { expiresAt: '' });
    await second.request('typing');
    expect([first.renewals, second.renewals]).toEqual([1, 0]);
    expect([first.received, second.received]).toEqual([[], []]);
  });

  it('is given up by a frozen tab, which joins again when it resumes', async () => {
    const [first, second] = [await open(), await open()];
    // Both tabs of this test live on the same page, so both freeze; the second tab was opened later.
    document.dispatchEvent(new Event('freeze'));
    expect(owners()).toHaveLength(0);
    document.dispatchEvent(new Event('resume'));
    for (const tab of [first, second]) await vi.waitFor(() => expect(tab.phase).toBe('connected'));
    expect(owners()).toHaveLength(1);
  });

  it('is taken from a tab that does not answer, and that tab then joins it', async () => {
    const [first, second] = [await open(), await open()];
    // Simulates a hung tab: it never receives what is sent to it.
    Object.assign(first.transport.current ?? {}, { receive: () => undefined });
    second.transport.current?.retryNow();
    await vi.waitFor(() => expect(owners().indexOf(second)).toBe(0), { timeout: 5_000 });
    expect(first.socket.connected).toBe(false);
    await vi.waitFor(() => expect(first.phase).toBe('connected'));
    await first.request('sync');
    second.socket.emitFromServer('room_heads', head(1));
    for (const { received } of tabs) await vi.waitFor(() => expect(received).toEqual([head(1)]));
  });

  it('is not shared where there are no locks', async () => {
    for (const name of ['ada', 'ada']) tabs.push(new Tab(name, null));
    expect(owners()).toHaveLength(2);
    const [first, second] = tabs;
    first?.socket.emitFromServer('room_heads', head(1));
    expect(first?.received).toEqual([head(1)]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(second?.received).toEqual([]);
  });
});
