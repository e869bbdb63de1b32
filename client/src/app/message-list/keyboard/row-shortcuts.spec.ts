import { expect, it } from 'vitest';
import { ada, bob, room, text } from '../../testing/samples.ts';
import { actionForLetter } from './row-shortcuts.ts';

const viewer = { ...ada, room: room() };

it.each([
  ['r', text(1, { author: bob }), 'reply'],
  ['t', text(1, { author: bob }), 'thread'],
  ['e', text(1, { author: ada }), 'edit'],
  ['e', text(1, { author: bob }), null],
  ['s', text(1, { author: bob }), 'save'],
  ['s', text(1, { deletedAt: '2026-11-20T11:00:00.000Z' }), null],
  ['x', text(1, { author: ada }), 'select-more'],
  ['q', text(1, { author: ada }), null],
  ['r', text(1, { deletedAt: '2026-11-20T11:00:00.000Z' }), null],
  ['r', text(1, { kind: 'system', author: null }), null],
  ['r', null, null],
] as const)('%s means what the menu of the message offers', (letter, message, action) => {
  expect(actionForLetter(letter, message, viewer)).toBe(action);
});

it('s means the other once the message is saved', () => {
  expect(actionForLetter('s', text(1, { author: bob }), { ...viewer, saved: true })).toBe('unsave');
});
