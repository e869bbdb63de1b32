import { expect, it } from 'vitest';
import type { OutboxItem } from './outbox-state.ts';
import { draftByRoom } from './draft-status.ts';

const item = (roomId: string, refusal: OutboxItem['refusal'] = null): OutboxItem => ({
  clientId: roomId,
  userId: 'ada',
  roomId,
  body: 'Hello',
  replyTo: null,
  createdAt: '2026-11-20T10:00:00.000Z',
  tries: 0,
  notBefore: 0,
  refusal,
});

it('marks rooms with a draft and, before that, those in which something was refused; not those with pending messages', () => {
  const refusal = { code: 'muted', message: '' } as const;
  const drafts = new Map([
    ['both', 'new words'],
    ['draft', 'words'],
  ]);
  const found = draftByRoom(drafts, [item('both', refusal), item('refused', refusal), item('on its way')]);
  expect(Object.fromEntries(found)).toEqual({
    both: { status: 'refused', text: 'Hello' },
    draft: { status: 'draft', text: 'words' },
    refused: { status: 'refused', text: 'Hello' },
  });
});
