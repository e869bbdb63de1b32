import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { Message, Thread } from '@api/timeline/message.dto.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ChatSocket } from '../../connection/chat-socket.ts';
import { RoomsStore } from '../../rooms/rooms-store.ts';
import { FakeSocket, provideFakeSocket } from '../../testing/fake-socket.ts';
import { ada, bob, history, room, text } from '../../testing/samples.ts';
import { MessagesStore } from '../../messages/messages-store.ts';
import { Outbox } from '../../outbox/outbox.ts';
import { OpenThread } from './open-thread.ts';

const reply = (seq: number, change: Partial<Message> = {}) => text(seq, { threadId: 'm1', ...change });
const page = (items: Message[], change: Partial<Thread> = {}): Thread => ({
  root: text(1),
  items,
  hasBefore: false,
  hasAfter: false,
  unreadFrom: null,
  following: false,
  ...change,
});

describe('an open thread', () => {
  let http: HttpTestingController;
  let socket: FakeSocket;
  let thread: OpenThread;
  const messageId = signal('m1');
  const unreadAfter = signal<number | null>(null);
  const shown = () => thread.rows().map(({ message }) => message?.seq);
  const asked = () => http.expectOne(({ url }) => url === `/api/v1/messages/${messageId()}/thread`);
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  const open = (id: string) => {
    messageId.set(id);
    thread = TestBed.runInInjectionContext(() => new OpenThread(signal('room'), messageId, unreadAfter));
    TestBed.tick();
  };

  beforeEach(() => {
    messageId.set('m1');
    unreadAfter.set(null);
    socket = new FakeSocket();
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting(), provideFakeSocket(socket)],
    });
    http = TestBed.inject(HttpTestingController);
    TestBed.inject(ChatSocket).start({ userId: 'ada', token: () => '', renew: () => Promise.resolve() });
    TestBed.inject(RoomsStore).startFrom([room()]);
  });

  it('misses no message that arrives while its page loads', async () => {
    open('m1');
    expect(thread.loaded()).toBe(false);
    const answer = asked();
    socket.emitFromServer('receive_message', reply(5));
    socket.emitFromServer('message_changed', reply(3, { revision: 6, body: 'edited' }));
    answer.flush(page([reply(2), reply(3)]));
    await settled();
    expect(shown()).toEqual([1, 2, 3, 5]);
    expect(thread.rows()[2]?.message?.body).toBe('edited');
    expect(thread.rows()[0]?.replyCount).toBe(3);
  });

  it('is what the room holds of it, without a connection', async () => {
    const store = TestBed.inject(MessagesStore);
    const opened = store.open('room', null);
    http
      .expectOne(({ url }) => url === '/api/v1/rooms/room/messages')
      .flush({ ...history([1, 2]), items: [text(1), reply(2)] });
    await opened;
    open('m2');
    expect(shown()).toEqual([1, 2]);
    http.expectNone(({ url }) => url.endsWith('/thread'));
    TestBed.inject(ChatSocket).phase.set('live');
    TestBed.tick();
    asked().error(new ProgressEvent('error'));
    await settled();
    expect(shown()).toEqual([1, 2]);
  });

  it('shows the page of the thread that was asked for last', async () => {
    open('m1');
    const first = asked();
    messageId.set('m9');
    TestBed.tick();
    asked().flush(page([], { root: text(9) }));
    first.flush(page([reply(2)]));
    await settled();
    expect(shown()).toEqual([9]);
  });

  it('is missing when its messages belong to another room', async () => {
    open('m9');
    asked().flush(page([reply(10, { roomId: 'elsewhere' })], { root: text(9, { roomId: 'elsewhere' }) }));
    await settled();
    expect(thread.loaded()).toBe(false);
    expect(thread.replyTarget()).toBeNull();
    expect(thread.missing()).toBe(true);
  });

  it('is not missing for a server that does not answer', async () => {
    open('m9');
    asked().error(new ProgressEvent('error'));
    await settled();
    expect(thread.failure()).not.toBeNull();
    expect(thread.missing()).toBe(false);
    void thread.load();
    asked().flush({ code: 'message_not_found', status: 404 }, { status: 404, statusText: 'Not Found' });
    await settled();
    expect(thread.missing()).toBe(true);
  });

  it('asks anew once there is a connection again', async () => {
    open('m1');
    asked().flush(page([reply(2)]));
    await settled();
    const chat = TestBed.inject(ChatSocket);
    chat.phase.set('waiting');
    TestBed.tick();
    chat.phase.set('live');
    TestBed.tick();
    asked().flush(page([reply(2), reply(3)]));
    await settled();
    expect(shown()).toEqual([1, 2, 3]);
  });

  it('loads older pages, a single page at a time, up to the first', async () => {
    open('m1');
    asked().flush(page([reply(8), reply(9)], { hasBefore: true }));
    await settled();
    expect(shown()).toEqual([9]); // the oldest loaded reply is context only
    const older = thread.loadOlder();
    void thread.loadOlder();
    const next = asked();
    expect(next.request.params.get('before')).toBe('8');
    next.error(new ProgressEvent('error'));
    await older;
    expect(thread.olderFailed()).toBe(true);
    const again = thread.loadOlder();
    asked().flush(page([reply(2)]));
    await again;
    expect(shown()).toEqual([1, 2, 8, 9]);
    expect(thread.olderFailed()).toBe(false);
  });

  it('draws its line where it was unread when it was opened', async () => {
    const lined = () =>
      thread.rows().flatMap(({ firstUnread: firstUnread, message }) => (firstUnread ? message?.seq : []));
    unreadAfter.set(2);
    open('m1');
    asked().flush(page([reply(2, { author: bob }), reply(3, { author: bob }), reply(4, { author: bob })]));
    await settled();
    expect(lined()).toEqual([3]);
    unreadAfter.set(null);
    expect(lined()).toEqual([3]);
    socket.emitFromServer('receive_message', reply(5, { author: bob }));
    expect([lined(), thread.lastSeq()]).toEqual([[3], 5]);
  });

  it('draws its line where the server says that it is unread, and shows what waits for it', async () => {
    open('m1');
    const quiet = (seq: number) => reply(seq, { author: bob, inRoom: false });
    asked().flush(page([quiet(2), quiet(3)], { unreadFrom: 3 }));
    await settled();
    expect(thread.rows().flatMap(({ firstUnread, message }) => (firstUnread ? message?.seq : []))).toEqual([3]);
    const more = { threadId: 'm1', alsoInRoom: false };
    await TestBed.inject(Outbox).send('room', 'on its way', null, [], undefined, more);
    await TestBed.inject(Outbox).send('room', 'elsewhere', null, [], undefined, { ...more, threadId: 'm7' });
    expect(thread.rows().flatMap(({ waiting }) => waiting?.body ?? [])).toEqual(['on its way']);
  });

  it('knows whether the reader follows it, for guests without its first message too', async () => {
    open('m1');
    asked().flush(page([reply(2)], { following: true }));
    await settled();
    expect(thread.following()).toBe(true);
    socket.emitFromServer('following_changed', { roomId: 'room', threadId: 'm1', following: false });
    expect(thread.following()).toBe(false);
    messageId.set('m9');
    TestBed.tick();
    asked().flush(page([reply(9, { threadId: 'm8' })], { root: null, following: true }));
    await settled();
    expect(thread.following()).toBe(true);
  });

  it('shows the newest names', async () => {
    open('m1');
    asked().flush(page([reply(2)]));
    await settled();
    socket.emitFromServer('user_changed', { ...ada, displayName: 'Countess', revision: 1 });
    await vi.waitFor(() =>
      expect(thread.rows().map(({ message }) => message?.author?.displayName)).toEqual(['Countess', 'Countess']),
    );
  });

  it('replies to its first message, else to the last message that allows replies', async () => {
    open('m1');
    const deletedAt = '2026-11-20T11:00:00.000Z';
    asked().flush(page([reply(2), reply(3, { deletedAt })]));
    await settled();
    expect(thread.replyTarget()?.seq).toBe(1);
    socket.emitFromServer('message_changed', text(1, { revision: 9, deletedAt }));
    expect(thread.replyTarget()?.seq).toBe(2);
    socket.emitFromServer('message_changed', reply(2, { revision: 10, deletedAt }));
    expect(thread.replyTarget()).toBeNull();
  });
});
