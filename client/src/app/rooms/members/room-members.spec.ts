import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { expect, it, vi } from 'vitest';
import { setUp } from '../../testing/page.ts';
import { room } from '../../testing/samples.ts';
import { RoomMembers } from './room-members.ts';

it.each([
  [false, 'Whoever has this code can join.'],
  [true, 'People with this code and the room’s password can join.'],
])('says what joining takes, with a password: %s', async (passwordProtected, words) => {
  await setUp();
  const members = TestBed.createComponent(RoomMembers);
  members.componentRef.setInput('room', room({ memberCount: 1, passwordProtected }));
  members.detectChanges();
  await vi.waitFor(() =>
    TestBed.inject(HttpTestingController)
      .expectOne(({ url }) => url.endsWith('/members'))
      .flush({ items: [], next: null }),
  );
  expect((members.nativeElement as HTMLElement).querySelector('.hint')?.textContent).toBe(words);
});
