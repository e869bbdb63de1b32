import { expect, test } from 'vitest';
import { ada, bob, room } from '../testing/samples.ts';
import { roomName } from './room-name.ts';

test.each([
  ['a room by its own', room({ kind: 'private', name: 'Studio' }), 'Studio'],
  ['a direct room by its peer', room({ kind: 'direct', name: '', peer: bob }), 'Bob'],
  ['a group conversation by its people', room({ kind: 'group', name: '', peers: [bob, ada] }), 'Bob, Ada'],
  ['… by its own once it has one', room({ kind: 'group', name: 'Lunch', peers: [bob, ada] }), 'Lunch'],
  ['… whom all others have left', room({ kind: 'group', name: '', peers: [] }), '…'],
])('%s', (_what, named, name) => {
  expect(roomName(named)).toBe(name);
});
