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
import type { ListPosition } from '../message-list/scroll/visible-rows.ts';

describe('the navigation of a conversation', () => {
  const went: string[] = [];
  let navigation: ConversationNavigation;
  const list = {
    room: () => room(),
    visible: { position: () => ({ seq: 40, hiddenPx: 12 }) },
    targets: {
      showEnd: () => went.push('end'),
      showMessage: (seq: number) => went.push(`shown ${seq}`),
      showPosition: ({ seq, hiddenPx }: ListPosition) => went.push(`back ${seq}, ${hiddenPx} px above`),
    },
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
    navigation = TestBed.runInInjectionContext(
      () => new ConversationNavigation(signal('room'), signal(list as unknown as MessageList)),
    );
  });

  it('leads to a message, and back to the earlier position', async () => {
    const there = navigation.goToSeq(5);
    await answer([4, 5, 6]);
    await there;
    expect(navigation.returnPosition()).toEqual({ seq: 40, hiddenPx: 12 });
    const back = navigation.goBack();
    await answer([39, 40, 41]);
    await back;
    expect(went).toEqual(['shown 5', 'back 40, 12 px above']);
    expect(navigation.returnPosition()).toBeNull();
  });

  it('forgets the earlier position at the newest message', async () => {
    const there = navigation.goToSeq(5);
    await answer([4, 5, 6]);
    await there;
    const newest = navigation.goToNewest();
    expect(navigation.returnPosition()).toBeNull();
    await answer([80, 81]);
    await newest;
    expect(went).toEqual(['shown 5', 'end']);
    await navigation.goBack();
    expect(went).toEqual(['shown 5', 'end']);
  });
});
