import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { expect, it, vi } from 'vitest';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { setUp } from '../testing/page.ts';
import { room } from '../testing/samples.ts';
import { NoRoom } from './no-room.ts';

it('leads to a room once: a change of the list does not take the reader away from another one', async () => {
  await setUp();
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  const navigate = vi.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
  const rooms = TestBed.inject(RoomsStore);
  const page = TestBed.createComponent(NoRoom);
  page.detectChanges();
  expect(navigate).not.toHaveBeenCalled();
  rooms.startFrom([room({ id: 'lobby', lobby: true }), room({ id: 'other' })]);
  page.detectChanges();
  rooms.startFrom([room({ id: 'lobby', lobby: true, name: 'Hall' }), room({ id: 'other' })]);
  page.detectChanges();
  expect(navigate).toHaveBeenCalledExactlyOnceWith(['/rooms', 'lobby'], { replaceUrl: true });
  vi.unstubAllGlobals();
});
