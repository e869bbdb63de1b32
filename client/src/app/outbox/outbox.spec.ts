import { provideHttpClient } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { Message } from '@api/timeline/message.dto.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ChatSocket } from '../connection/chat-socket.ts';
import { FakeSocket, provideFakeSocket } from '../testing/fake-socket.ts';
import { text } from '../testing/samples.ts';
import { Outbox } from './outbox.ts';

/** Without IndexedDB here; with it, and several tabs: test/browser/connection/lost-network.spec.ts. */
describe('a message that waits for a connection', () => {
  let socket: FakeSocket;
  let chat: ChatSocket;
  let outbox: Outbox;
  const sentBodies = () =>
    socket.requests.filter(({ command }) => command === 'send_message').map(({ payload }) => (payload as Message).body);
  const waiting = () => outbox.items().map(({ body }) => body);
  const first = () => {
    const [item] = outbox.items();
    if (!item) throw new Error('The outbox is empty');
    return item;
  };
  const connect = () => {
    chat.phase.set('live');
    TestBed.tick();
  };

  beforeEach(() => {
    socket = new FakeSocket();
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting(), provideFakeSocket(socket)],
    });
    chat = TestBed.inject(ChatSocket);
    chat.start({ userId: 'ada', token: () => '', renew: () => Promise.resolve() });
    outbox = TestBed.inject(Outbox);
    TestBed.tick();
    chat.phase.set('waiting');
    socket.answer = () => Promise.resolve({ ok: true, data: text(1) });
  });

  it('is sent in order once there is a connection', async () => {
    await outbox.send('room', 'one', null);
    await outbox.send('room', 'two', null);
    expect(sentBodies()).toEqual([]);
    connect();
    await vi.waitFor(() => expect(waiting()).toEqual([]));
    expect(sentBodies()).toEqual(['one', 'two']);
  });

  it('can be withdrawn, and then is not sent', async () => {
    await outbox.send('room', 'one', null);
    await outbox.send('room', 'two', null);
    const one = first();
    expect(await outbox.withdraw(one)).toBe(true);
    connect();
    await vi.waitFor(() => expect(sentBodies()).toEqual(['two']));
    expect(waiting()).toEqual(['one']);
    expect(await outbox.discard(one)).toBe(true);
    expect(waiting()).toEqual([]);
  });

  it('cannot be withdrawn once it may have been sent', async () => {
    await outbox.send('room', 'one', null);
    const one = first();
    let answer: (lost: Error) => void = () => undefined;
    socket.answer = () => new Promise((_, reject) => (answer = reject));
    connect();
    await vi.waitFor(() => expect(sentBodies()).toEqual(['one']));
    expect(await outbox.discard(one)).toBe(false);
    chat.phase.set('waiting');
    answer(new Error('No answer'));
    await vi.waitFor(() => expect(first().tries).toBe(1));
    expect(await outbox.discard(first())).toBe(false);
    expect(waiting()).toEqual(['one']);
  });

  it('can be discarded when the server refused it', async () => {
    await outbox.send('room', 'one', null);
    const error = { code: 'muted', status: 403, message: '', retryable: false } as const;
    socket.answer = () => Promise.resolve({ ok: false, error });
    connect();
    await vi.waitFor(() => expect(first().refusal).not.toBeNull());
    expect(await outbox.discard(first())).toBe(true);
  });

  describe('on a disk that never answers', () => {
    beforeEach(() => {
      class IDBRequest extends EventTarget {}
      vi.stubGlobal('IDBRequest', IDBRequest);
      vi.stubGlobal('indexedDB', { open: () => new IDBRequest() });
      vi.useFakeTimers();
      return () => {
        vi.useRealTimers();
        vi.unstubAllGlobals();
      };
    });

    it('is sent all the same, the first after the timeout and the next at once', async () => {
      connect();
      void outbox.send('room', 'one', null);
      await vi.advanceTimersByTimeAsync(2_000);
      expect(sentBodies()).toEqual(['one']);
      expect(waiting()).toEqual([]);
      void outbox.send('room', 'two', null);
      await vi.advanceTimersByTimeAsync(10);
      expect(sentBodies()).toEqual(['one', 'two']);
      expect(waiting()).toEqual([]);
    });

    it('is sent once there is a connection, and can be withdrawn until then', async () => {
      void outbox.send('room', 'one', null);
      void outbox.send('room', 'two', null);
      await vi.advanceTimersByTimeAsync(2_000);
      const withdrawn = outbox.withdraw(first());
      await vi.advanceTimersByTimeAsync(2_000);
      expect(await withdrawn).toBe(true);
      connect();
      await vi.advanceTimersByTimeAsync(2_000);
      expect(sentBodies()).toEqual(['two']);
    });
  });
});
