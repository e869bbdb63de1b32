import { expect, it } from 'vitest';
import { text } from '../../testing/samples.ts';
import { MAX_SELECTED, MessageSelection } from './message-selection.ts';

it('selects and takes out, the oldest first', () => {
  const selection = new MessageSelection();
  expect(selection.isActive()).toBe(false);
  for (const seq of [3, 1, 2]) selection.toggle(text(seq));
  selection.toggle(text(2));
  expect(selection.count()).toBe(2);
  expect(selection.messages([]).map(({ seq }) => seq)).toEqual([1, 3]);
});

it('stays while its last message is taken out, until it is ended', () => {
  const selection = new MessageSelection();
  selection.toggle(text(1));
  selection.toggle(text(1));
  expect([selection.isActive(), selection.count()]).toEqual([true, 0]);
  selection.end();
  expect(selection.isActive()).toBe(false);
});

it('takes no more than may be forwarded at once', () => {
  const selection = new MessageSelection();
  for (let seq = 1; seq <= MAX_SELECTED + 1; seq++) selection.toggle(text(seq));
  expect(selection.count()).toBe(MAX_SELECTED);
  expect(selection.isFull()).toBe(true);
  expect(selection.has(text(MAX_SELECTED + 1).id)).toBe(false);
});

it('has messages as they are now, and none that is deleted', () => {
  const selection = new MessageSelection();
  for (const seq of [1, 2]) selection.toggle(text(seq));
  const now = [text(1, { body: 'Edited' }), text(2, { deletedAt: '2026-07-01T12:00:00Z' })];
  expect(selection.messages(now).map(({ body }) => body)).toEqual(['Edited']);
});
