import { TestBed } from '@angular/core/testing';
import { expect, it } from 'vitest';
import { MessageTexts } from '../rooms/message-texts.ts';
import { roomName } from '../rooms/room-name.ts';
import { setUp } from '../testing/page.ts';
import { ada, room, text } from '../testing/samples.ts';
import { PeopleStore } from './people-store.ts';
import { personName } from './person-name.ts';

const other = { ...ada, id: 'other', username: 'eve', displayName: 'Ada', ambiguousName: true };

it('shows the user name with a display name that could be taken for another', () => {
  expect(personName(ada)).toBe('Ada');
  expect(personName(other)).toBe('Ada (@eve)');
});

it('does so in the room list, in notices and in the names of direct rooms', async () => {
  await setUp();
  const texts = TestBed.inject(MessageTexts);
  TestBed.inject(PeopleStore).add([other]);
  expect(texts.preview(text(1, { author: other }), false)).toContain('Ada (@eve)');
  expect(texts.of(text(1, { kind: 'system', system: { event: 'member_joined', userId: 'other' } }))).toContain(
    'Ada (@eve)',
  );
  expect(roomName(room({ kind: 'direct', peer: other }))).toBe('Ada (@eve)');
});
