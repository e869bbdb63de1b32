import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { beforeEach, expect, it } from 'vitest';
import { setUp } from '../testing/page.ts';
import { room } from '../testing/samples.ts';
import { RoomModerationApi } from './room-moderation-api.ts';
import { RoomsStore } from './rooms-store.ts';

const PATH = '/api/v1/rooms/room';
let care: RoomModerationApi;
let http: HttpTestingController;
let rooms: RoomsStore;

beforeEach(async () => {
  await setUp();
  care = TestBed.inject(RoomModerationApi);
  http = TestBed.inject(HttpTestingController);
  rooms = TestBed.inject(RoomsStore);
  rooms.startFrom([room({ role: 'owner' })]);
});

it('shows a new name and a new code at once', async () => {
  const renamed = care.update('room', { name: 'Engine' });
  http.expectOne({ method: 'PATCH', url: PATH }).flush(room({ role: 'owner', name: 'Engine' }));
  await renamed;
  expect(rooms.room('room')?.name).toBe('Engine');

  const coded = care.newCode('room');
  http
    .expectOne({ method: 'POST', url: `${PATH}/code` })
    .flush(room({ role: 'owner', name: 'Engine', code: 'NEW234' }));
  await coded;
  expect(rooms.room('room')?.code).toBe('NEW234');
});

it('takes a deleted room away at once', async () => {
  const deleted = care.delete('room');
  http.expectOne({ method: 'DELETE', url: PATH }).flush(null);
  await deleted;
  expect(rooms.room('room')).toBeUndefined();
});
