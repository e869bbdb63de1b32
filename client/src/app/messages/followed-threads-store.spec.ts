import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { Thread } from '@api/timeline/message.dto.ts';
import type { Me } from '@api/users/users.dto.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { ChatSocket } from '../connection/chat-socket.ts';
import { Session } from '../auth/session.ts';
import { FakeSocket, provideFakeSocket } from '../testing/fake-socket.ts';
import { ada, bob, text } from '../testing/samples.ts';
import { FollowedThreadsStore } from './followed-threads-store.ts';

const page = (following: boolean): Thread => ({
  root: text(1),
  items: [],
  hasBefore: false,
  hasAfter: false,
  unreadFrom: null,
  following,
});

describe('followed threads', () => {
  let http: HttpTestingController;
  let socket: FakeSocket;
  let followed: FollowedThreadsStore;
  const root = text(1, { author: bob });
  const following = (threadId: string, following: boolean) =>
    socket.emitFromServer('following_changed', { roomId: 'room', threadId, following });

  beforeEach(() => {
    socket = new FakeSocket();
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting(), provideFakeSocket(socket)],
    });
    http = TestBed.inject(HttpTestingController);
    TestBed.inject(ChatSocket).start({ userId: 'ada', token: () => '', renew: () => Promise.resolve() });
    TestBed.inject(Session).me.set({ ...ada, preferences: {} } as Me);
    followed = TestBed.inject(FollowedThreadsStore);
  });

  it('are known once the server has answered, and by changes on other devices', async () => {
    const refreshed = followed.refresh(root);
    expect(followed.isFollowing('m1')).toBeUndefined();
    http.expectOne('/api/v1/messages/m1/thread?limit=1').flush(page(true));
    await refreshed;
    expect(followed.isFollowing('m1')).toBe(true);
    following('m1', false);
    expect(followed.isFollowing('m1')).toBe(false);
  });

  it('are those with an own reply or a mention, from then on', () => {
    socket.emitFromServer('receive_message', text(2, { author: bob, threadId: 'm1' }));
    expect(followed.isFollowing('m1')).toBeUndefined();
    socket.emitFromServer('receive_message', text(3, { author: bob, threadId: 'm1', mentions: ['ada'] }));
    expect(followed.isFollowing('m1')).toBe(true);
    following('m1', false);
    socket.emitFromServer('message_changed', text(3, { author: bob, threadId: 'm1', mentions: ['ada'], revision: 9 }));
    expect(followed.isFollowing('m1')).toBe(false);
    socket.emitFromServer('receive_messages', [text(4, { threadId: 'm1' })]);
    expect(followed.isFollowing('m1')).toBe(true);
  });

  it('are not taken from an answer that was requested before they changed', async () => {
    const refreshed = followed.refresh(root);
    following('m1', false);
    following('m7', true);
    http.expectOne('/api/v1/messages/m1/thread?limit=1').flush(page(true));
    await refreshed;
    expect([followed.isFollowing('m1'), followed.isFollowing('m7')]).toEqual([false, true]);
  });

  it('are guessed from taking part until they are known', () => {
    const thread = {
      replyCount: 1,
      lastSeq: 2,
      lastReplyAt: '',
      authors: [ada],
      revision: 2,
      resolvedAt: null,
      resolvedBy: null,
    };
    expect(followed.isProbablyFollowing(root)).toBe(false);
    expect(followed.isProbablyFollowing({ ...root, thread })).toBe(true);
    expect(followed.isProbablyFollowing({ ...root, mentions: ['ada'] })).toBe(true);
    expect(followed.isProbablyFollowing(text(1))).toBe(true);
    following('m1', false);
    expect(followed.isProbablyFollowing(text(1))).toBe(false);
  });

  it('change when the server confirms it, and with the account', async () => {
    const set = followed.setFollowing('m2', true);
    const request = http.expectOne({ method: 'PUT', url: '/api/v1/messages/m2/thread/following' });
    expect(followed.isFollowing('m1')).toBeUndefined();
    request.flush({ roomId: 'room', threadId: 'm1', following: true });
    await set;
    expect(followed.isFollowing('m1')).toBe(true);
    TestBed.inject(Session).me.set({ ...bob, preferences: {} } as Me);
    expect(followed.isFollowing('m1')).toBeUndefined();
  });

  it('stay as they are when the server refuses', async () => {
    const set = followed.setFollowing('m1', false);
    const request = http.expectOne({ method: 'DELETE', url: '/api/v1/messages/m1/thread/following' });
    request.flush({ code: 'message_not_found' }, { status: 404, statusText: 'Not Found' });
    await expect(set).rejects.toMatchObject({ code: 'message_not_found' });
    expect(followed.isFollowing('m1')).toBeUndefined();
  });
});
