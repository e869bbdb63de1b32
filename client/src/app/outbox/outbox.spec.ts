import { provideHttpClient } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { Message } from '@api/timeline/message.dto.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ChatSocket } from '../connection/chat-socket.ts';
import { FakeSocket, provideFakeSocket } from '../testing/fake-socket.ts';
import { text } from '../testing/samples.ts';
import { Outbox } from './outbox.ts';

/** Here in a browser without a disk; with one, and several tabs: test/browser/connection/lost-network.spec.ts. */
describe('what waits for a connection', () => {
  let socket: FakeSocket;
  let chat: ChatSocket;
  let outbox: Outbox;
  const said = () =>
    socket.requests.filter(({ command }) => command === 'send_message').map(({ payload }) => (payload as Message).body);
  const waiting = () => outbox.items().map(({ body }) => body);
  const first = () => {
    const [item] = outbox.items();
    if (!item) throw new Error('Nothing waits');
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

  it('goes out in order once there is one', async () => {
    await outbox.send('room', 'one', null);
    await outbox.send('room', 'two', null);
    expect(said()).toEqual([]);
    connect();
    await vi.waitFor(() => expect(waiting()).toEqual([]));
    expect(said()).toEqual(['one', 'two']);
  });

  it('can be had back, and then does not go out', async () => {
    await outbox.send('room', 'one', null);
    await outbox.send('room', 'two', null);
    const one = first();
    expect(await outbox.withdraw(one)).toBe(true);
    connect();
    await vi.waitFor(() => expect(said()).toEqual(['two']));
    expect(waiting()).toEqual(['one']);
    expect(await outbox.discard(one)).toBe(true);
    expect(waiting()).toEqual([]);
  });

  it('cannot be had back once it may have gone out', async () => {
    await outbox.send('room', 'one', null);
    const one = first();
    let answer: (lost: Error) => void = () => undefined;
    socket.answer = () => new Promise((_, reject) => (answer = reject));
    connect();
    await vi.waitFor(() => expect(said()).toEqual(['one']));
    expect(await outbox.discard(one)).toBe(false);
    chat.phase.set('waiting');
    answer(new Error('Nobody knows'));
    await vi.waitFor(() => expect(first().tries).toBe(1));
    expect(await outbox.discard(first())).toBe(false);
    expect(waiting()).toEqual(['one']);
  });

  it('is given back when the server refused it', async () => {
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

    it('goes out all the same, the first after a moment and the next at once', async () => {
      connect();
      void outbox.send('room', 'one', null);
      await vi.advanceTimersByTimeAsync(2_000);
      expect(said()).toEqual(['one']);
      expect(waiting()).toEqual([]);
      void outbox.send('room', 'two', null);
      await vi.advanceTimersByTimeAsync(10);
      expect(said()).toEqual(['one', 'two']);
      expect(waiting()).toEqual([]);
    });

    it('goes out once there is a connection, and can be had back until then', async () => {
      void outbox.send('room', 'one', null);
      void outbox.send('room', 'two', null);
      await vi.advanceTimersByTimeAsync(2_000);
      const withdrawn = outbox.withdraw(first());
      await vi.advanceTimersByTimeAsync(2_000);
      expect(await withdrawn).toBe(true);
      connect();
      await vi.advanceTimersByTimeAsync(2_000);
      expect(said()).toEqual(['two']);
    });
  });
});
