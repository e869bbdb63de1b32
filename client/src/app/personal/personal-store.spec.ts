import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { PersonalChanges, PersonalItem } from '@api/personal/personal.dto.ts';
import type { Me } from '@api/users/users.dto.ts';
import { Socket } from 'ngx-socket-io';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Session } from '../auth/session.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { FakeSocket } from '../testing/fake-socket.ts';
import { setUp } from '../testing/page.ts';
import { ada } from '../testing/samples.ts';
import { presentItems } from './personal-state.ts';
import { PersonalStore } from './personal-store.ts';

const item = (id: string, revision: number): PersonalItem => ({
  kind: 'saved',
  id,
  revision,
  value: {
    messageId: id,
    roomId: 'room',
    state: 'open',
    note: '',
    remindAt: null,
    remindedAt: null,
    savedAt: '2026-11-20T10:00:00.000Z',
  },
});
const answer = (items: PersonalItem[], revision: number, more: Partial<PersonalChanges> = {}): PersonalChanges => ({
  items,
  revision,
  more: false,
  reset: false,
  epoch: 7,
  ...more,
});

describe('the store of what is personal', () => {
  let store: PersonalStore;
  let events: ((item: PersonalItem) => void)[];
  let socket: ChatSocket;
  const ids = () => presentItems(store.state()).map(({ id }) => id);
  const receive = (...items: PersonalItem[]) => items.forEach((each) => events.forEach((handle) => handle(each)));

  beforeEach(async () => {
    vi.useFakeTimers();
    events = [];
    await setUp({ provide: Socket, useValue: new FakeSocket() });
    socket = TestBed.inject(ChatSocket);
    vi.spyOn(socket, 'on').mockImplementation((_, handle) => void events.push(handle));
    store = TestBed.inject(PersonalStore);
    socket.connectionCount = 1;
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('keeps what it holds when something else about the reader changes', async () => {
    const session = TestBed.inject(Session);
    const me = { ...ada, preferences: {} } as Me;
    session.me.set(me);
    await store.startFrom(answer([item('a', 4)], 4));
    session.me.set({ ...me, displayName: 'Ada King' });
    expect(ids()).toEqual(['a']);
    expect(store.request()).toEqual({ personal: 4, personalEpoch: 7 });
    session.me.set({ ...me, id: 'somebody else' });
    expect(ids()).toEqual([]);
  });

  it('holds events back until the answer of the connection they came by', async () => {
    receive(item('b', 5));
    expect(ids()).toEqual([]);
    await store.startFrom(answer([item('a', 4)], 4));
    expect(ids()).toEqual(['a', 'b']);
    expect(store.request()).toEqual({ personal: 5, personalEpoch: 7 });
  });

  it('loads the other pages of a long answer', async () => {
    const started = store.startFrom(answer([item('a', 1)], 1, { more: true }));
    const http = TestBed.inject(HttpTestingController);
    const request = http.expectOne(({ url }) => url === '/api/v1/users/me/personal');
    expect([request.request.params.get('since'), request.request.params.get('continued')]).toEqual(['1', 'true']);
    request.flush(answer([item('b', 2)], 2));
    await started;
    expect(ids()).toEqual(['a', 'b']);
  });

  it('asks for what an event has skipped, unless it follows in time', async () => {
    await store.startFrom(answer([], 1));
    const http = TestBed.inject(HttpTestingController);
    receive(item('c', 3), item('b', 2));
    receive(item('e', 5));
    await vi.advanceTimersByTimeAsync(1_000);
    const request = http.expectOne(({ url }) => url === '/api/v1/users/me/personal');
    expect(request.request.params.get('since')).toBe('2');
    request.flush(answer([item('c', 3), item('d', 4), item('e', 5)], 5));
    await vi.advanceTimersByTimeAsync(0);
    expect(store.request().personal).toBe(5);
    expect(ids().sort()).toEqual(['b', 'c', 'd', 'e']);
  });

  it('shows what was stored until the server answers, and not after', async () => {
    const stored = { revision: 3, epoch: 7, items: new Map([['saved a', item('a', 3)]]) };
    store.restore(stored);
    expect([ids(), store.request()]).toEqual([['a'], { personal: 3, personalEpoch: 7 }]);
    await store.startFrom(answer([item('b', 4)], 4, { reset: true, epoch: 8 }));
    store.restore(stored);
    expect(ids()).toEqual(['b']);
  });
});
