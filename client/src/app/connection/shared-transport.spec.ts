import { locks } from 'node:worker_threads';
import { Injector } from '@angular/core';
import type { Events } from '@api/transport/events.ts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeSocket, provideFakeSocket } from '../testing/fake-socket.ts';
import { SocketConnection } from './socket-connection.ts';
import { SharedTransport } from './shared-transport.ts';

const head = (revision: number): Events['room_heads'] => [{ roomId: 'room', revision }] as Events['room_heads'];

/** One of several tabs. Locks and channels between them are the real ones; only the server is ours. */
class Tab {
  readonly socket = new FakeSocket();
  readonly phases: string[] = [];
  readonly heard: unknown[] = [];
  readonly line: SharedTransport;
  renewals = 0;

  constructor(userId: string, ours: Pick<LockManager, 'request'> | null = locks) {
    const connection = Injector.create({ providers: [SocketConnection, provideFakeSocket(this.socket)] }).get(
      SocketConnection,
    );
    const bearer = { userId, token: () => 'token', renew: () => Promise.resolve(this.renewals++) };
    this.line = new SharedTransport(
      connection,
      bearer,
      {
        statusChanged: ({ phase }) => this.phases.push(phase),
        eventReceived: (_, payload) => this.heard.push(payload),
      },
      ours,
    );
  }

  get phase() {
    return this.phases.at(-1);
  }

  ask(command: 'sync' | 'typing' | 'watch_presence', payload: object = {}) {
    return this.line.current?.request(command, payload);
  }
}

describe('the line that tabs share', () => {
  let tabs: Tab[] = [];
  const open = async (userId = 'ada') => {
    const tab = new Tab(userId);
    tabs.push(tab);
    await vi.waitFor(() => expect(tab.phase).toBe('connected'));
    return tab;
  };
  const holders = () => tabs.filter(({ socket }) => socket.connected);

  afterEach(() => {
    for (const { line } of tabs) line.close();
    tabs = [];
  });

  it('is one connection, whose events and answers reach all', async () => {
    const [first, second, third] = [await open(), await open(), await open()];
    expect(holders().indexOf(first)).toBe(0);
    expect(holders()).toHaveLength(1);
    first.socket.answer = () => Promise.resolve({ ok: true, data: 'answer' });
    expect(await third.ask('sync')).toEqual({ ok: true, data: 'answer' });
    first.socket.emitFromServer('room_heads', head(1));
    first.socket.emitFromServer('room_heads', head(2));
    for (const { heard } of [first, second, third]) await vi.waitFor(() => expect(heard).toEqual([head(1), head(2)]));
  });

  it('is lost and found for all', async () => {
    const [first, second] = [await open(), await open()];
    first.socket.disconnect();
    expect(first.phase).toBe('waiting');
    await vi.waitFor(() => expect(second.phase).toBe('waiting'));
    second.line.current?.retryNow();
    for (const tab of tabs) await vi.waitFor(() => expect(tab.phase).toBe('connected'));
    expect(second.phases).toEqual(['connecting', 'connected', 'waiting', 'connecting', 'connected']);
  });

  it('passes on to another tab when the one that holds it is closed', async () => {
    const [first, second, third] = [await open(), await open(), await open()];
    first.line.close();
    await vi.waitFor(() => expect(holders()).toHaveLength(1));
    await vi.waitFor(() =>
      expect([second, third].map(({ phases }) => phases.slice(-2))).toEqual(Array(2).fill(['connecting', 'connected'])),
    );
    expect(first.socket.connected).toBe(false);
    const [holder] = holders();
    await third.ask('sync');
    await second.ask('sync');
    holder?.socket.emitFromServer('room_heads', head(1));
    for (const { heard } of [second, third]) await vi.waitFor(() => expect(heard).toEqual([head(1)]));
  });

  it('is not that of somebody else', async () => {
    await open('ada');
    await open('bob');
    expect(holders()).toHaveLength(2);
  });

  it('watches whom any of the tabs shows', async () => {
    const [first, second] = [await open(), await open()];
    await first.ask('watch_presence', { userIds: ['bob', 'carol'] });
    await second.ask('watch_presence', { userIds: ['carol', 'dave'] });
    await first.ask('watch_presence', { userIds: ['eve'] });
    const watched = first.socket.requests.map(({ payload }) => (payload as { userIds: string[] }).userIds.toSorted());
    expect(watched).toEqual([
      ['bob', 'carol'],
      ['bob', 'carol', 'dave'],
      ['carol', 'dave', 'eve'],
    ]);
  });

  it('begins anew for all when it does not answer the `sync` of one', async () => {
    const [first, second] = [await open(), await open()];
    first.socket.answer = () => Promise.reject(new Error('timeout'));
    await expect(second.ask('typing')).rejects.toMatchObject({ code: 'unreachable' });
    expect(first.phase).toBe('connected');
    await expect(second.ask('sync')).rejects.toMatchObject({ code: 'unreachable' });
    await vi.waitFor(() => expect(first.phase).toBe('waiting'));
  });

  it('renews the session once, in the tab that holds it', async () => {
    const [first, second] = [await open(), await open()];
    first.socket.emitFromServer('token_expiring', { expiresAt: '' });
    await second.ask('typing');
    expect([first.renewals, second.renewals]).toEqual([1, 0]);
    expect([first.heard, second.heard]).toEqual([[], []]);
  });

  it('is taken from a tab that sleeps, and borrowed when it wakes', async () => {
    const [first, second] = [await open(), await open()];
    // Both tabs of this test live on one page, so both fall asleep; the second one had come later.
    document.dispatchEvent(new Event('freeze'));
    expect(holders()).toHaveLength(0);
    document.dispatchEvent(new Event('resume'));
    for (const tab of [first, second]) await vi.waitFor(() => expect(tab.phase).toBe('connected'));
    expect(holders()).toHaveLength(1);
  });

  it('is stolen from a tab that does not answer, and that tab borrows it', async () => {
    const [first, second] = [await open(), await open()];
    // As if it hung: what is said to it is never heard.
    Object.assign(first.line.current ?? {}, { hear: () => undefined });
    second.line.current?.retryNow();
    await vi.waitFor(() => expect(holders().indexOf(second)).toBe(0), { timeout: 5_000 });
    expect(first.socket.connected).toBe(false);
    await vi.waitFor(() => expect(first.phase).toBe('connected'));
    await first.ask('sync');
    second.socket.emitFromServer('room_heads', head(1));
    for (const { heard } of tabs) await vi.waitFor(() => expect(heard).toEqual([head(1)]));
  });

  it('is each tab its own where there are no locks', async () => {
    for (const name of ['ada', 'ada']) tabs.push(new Tab(name, null));
    expect(holders()).toHaveLength(2);
    const [first, second] = tabs;
    first?.socket.emitFromServer('room_heads', head(1));
    expect(first?.heard).toEqual([head(1)]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(second?.heard).toEqual([]);
  });
});
