import { HttpTestingController } from '@angular/common/http/testing';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter, Router } from '@angular/router';
import type { Member } from '@api/rooms/members/members.dto.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setUp } from '../../testing/page.ts';
import { bob, room } from '../../testing/samples.ts';
import { MemberMenu } from './member-menu.ts';
import type { MemberRole } from '@api/shared/roles.ts';

const PATH = '/api/v1/rooms/room/members/bob';

describe('the menu of a member', () => {
  let drawn: ComponentFixture<MemberMenu>;
  const member = (role: MemberRole, mutedUntil: string | null = null): Member => ({
    user: bob,
    role,
    joinedAt: '2026-11-20T09:00:00.000Z',
    mutedUntil,
    lastReadSeq: 0,
  });
  const open = async (mine: Partial<Room>, theirs: Member) => {
    drawn.componentRef.setInput('room', room(mine));
    drawn.componentRef.setInput('member', theirs);
    await drawn.whenStable();
    (drawn.nativeElement as HTMLElement).querySelector('button')?.click();
    await drawn.whenStable();
  };
  const items = () => [...document.querySelectorAll<HTMLElement>('[role=menuitem]')];
  const offered = () => items().map((item) => item.textContent.trim());

  beforeEach(async () => {
    await setUp(provideRouter([{ path: 'rooms/:roomId', children: [] }]));
    drawn = TestBed.createComponent(MemberMenu);
  });
  afterEach(() => document.querySelector('.cdk-overlay-container')?.remove());

  it('offers everything to an owner', async () => {
    await open({ role: 'owner' }, member('member'));
    expect(offered()).toEqual([
      'Send a direct message',
      'Show profile',
      'Block',
      'Make owner',
      'Make moderator',
      'Mute for an hour',
      'Mute for a day',
      'Mute until further notice',
      'Remove from room',
      'Ban from room',
    ]);
  });

  it.each<[MemberRole, MemberRole]>([
    ['member', 'member'],
    ['moderator', 'moderator'],
  ])('is no more than talking for a %s about a %s', async (mine, theirs) => {
    await open({ role: mine }, member(theirs));
    expect(offered()).toEqual(['Send a direct message', 'Show profile', 'Block']);
  });

  it.each<[string, Partial<Room>, Member]>([
    ['in a direct room', { kind: 'direct', role: 'member' }, member('member')],
    ['about a guest', { role: 'member' }, { ...member('member'), user: { ...bob, role: 'guest' } }],
  ])('shows the profile alone %s', async (_, mine, theirs) => {
    await open(mine, theirs);
    expect(offered()).toEqual(['Show profile', 'Block']);
  });

  it('opens the direct room', async () => {
    await open({ role: 'member' }, member('member'));
    items()[0]?.click();
    const request = TestBed.inject(HttpTestingController).expectOne({ method: 'PUT', url: '/api/v1/rooms/direct/bob' });
    request.flush(room({ id: 'two', kind: 'direct', peer: bob }));
    await vi.waitFor(() => expect(TestBed.inject(Router).url).toBe('/rooms/two'));
  });

  it('does not remove from the Lobby', async () => {
    await open({ role: 'moderator', lobby: true, kind: 'public' }, member('member'));
    expect(offered().slice(3)).toEqual(['Mute for an hour', 'Mute for a day', 'Mute until further notice']);
  });

  it('unmutes a member', async () => {
    const emitted: Member[] = [];
    drawn.componentInstance.changed.subscribe((changed) => emitted.push(changed));
    await open({ role: 'moderator' }, member('member', '9999-12-31T00:00:00.000Z'));
    items()[3]?.click();
    const request = TestBed.inject(HttpTestingController).expectOne({ method: 'PATCH', url: PATH });
    expect(request.request.body).toEqual({ mutedUntil: null });
    request.flush(member('member'));
    await drawn.whenStable();
    expect(emitted).toEqual([member('member')]);
  });
});
