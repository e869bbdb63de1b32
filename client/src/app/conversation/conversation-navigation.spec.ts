import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { HttpTestingController } from '@angular/common/http/testing';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { setUp } from '../testing/page.ts';
import { history, room } from '../testing/samples.ts';
import { ConversationNavigation } from './conversation-navigation.ts';
import type { MessageList } from '../message-list/message-list.ts';

describe('the ways through a conversation', () => {
  const went: string[] = [];
  let walk: ConversationNavigation;
  const list = {
    room: () => room(),
    topSeq: () => 40,
    toEnd: () => went.push('end'),
    show: (seq: number) => went.push(`shown ${seq}`),
    returnTo: (seq: number) => went.push(`back ${seq}`),
  };
  const answer = async (seqs: number[]) => {
    const request = await vi.waitFor(() =>
      TestBed.inject(HttpTestingController).expectOne(({ url }) => url === '/api/v1/rooms/room/messages'),
    );
    request.flush(history(seqs, { hasAfter: true }));
  };

  beforeEach(async () => {
    went.length = 0;
    await setUp(provideRouter([]));
    TestBed.inject(RoomsStore).startFrom([room()]);
    walk = TestBed.runInInjectionContext(
      () => new ConversationNavigation(signal('room'), signal(list as unknown as MessageList)),
    );
  });

  it('lead to a message, and back to where one was', async () => {
    const there = walk.goToSeq(5);
    await answer([4, 5, 6]);
    await there;
    expect(walk.returnSeq()).toBe(40);
    const back = walk.goBack();
    await answer([39, 40, 41]);
    await back;
    expect(went).toEqual(['shown 5', 'back 40']);
    expect(walk.returnSeq()).toBeNull();
  });

  it('lead back no more once one has gone to the newest', async () => {
    const there = walk.goToSeq(5);
    await answer([4, 5, 6]);
    await there;
    const newest = walk.goToNewest();
    expect(walk.returnSeq()).toBeNull();
    await answer([80, 81]);
    await newest;
    expect(went).toEqual(['shown 5', 'end']);
    await walk.goBack();
    expect(went).toEqual(['shown 5', 'end']);
  });
});
