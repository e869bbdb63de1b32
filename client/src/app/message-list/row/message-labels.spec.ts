import { TestBed } from '@angular/core/testing';
import { beforeEach, expect, it } from 'vitest';
import { setUp } from '../../testing/page.ts';
import { ada, bob, text } from '../../testing/samples.ts';
import { MessageLabels } from './message-labels.ts';

let labels: MessageLabels;
/** Without the time, which is written as the machine's language does. */
const label = (...[message, name]: Parameters<MessageLabels['of']>) =>
  labels.of(message, name).replace(/ at \d+:\d\d( [AP]M)?/, ' at TIME');

beforeEach(async () => {
  await setUp();
  labels = TestBed.inject(MessageLabels);
});

it('names the author, the time and the text', () => {
  expect(label(text(3, { body: 'Two\nlines' }), 'Ada')).toBe('Ada at TIME: Two lines');
});

it('lists reply, edit, pin and reactions in sentences', () => {
  const message = text(3, {
    body: 'Yes',
    replyTo: { id: 'm1', seq: 1, author: bob, excerpt: 'Well?', attachmentKind: null },
    editedAt: text(4).createdAt,
    pinned: true,
    reactions: [
      { emoji: '👍', userIds: ['ada', 'bob'] },
      { emoji: '🎉', userIds: ['bob'] },
    ],
  });
  expect(label(message, 'Ada')).toBe('Ada at TIME: Yes. In answer to Bob. Edited. Pinned. 3 reactions.');
});

it('is the tombstone of a deleted message', () => {
  const gone = text(3, { body: '', author: ada, editedAt: text(4).createdAt, deletedAt: text(5).createdAt });
  expect(label(gone, 'Ada')).toBe('Ada at TIME: This message was deleted');
});

it('does not read a long message to its end', () => {
  expect(label(text(3, { body: 'word '.repeat(200) }), 'Ada').length).toBeLessThan(330);
});

it('is empty without a message', () => {
  expect(labels.of(null, 'Ada')).toBe('');
});
