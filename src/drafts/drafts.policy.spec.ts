import { expect, test } from '@jest/globals';
import { contentOf, draftIdOf, EMPTY_DRAFT, isEmptyDraft, isSameContent, placeOf } from './drafts.policy.ts';

const ROOM = '0198c5a2-7c1e-7b52-9d2e-6f1f3f6f2b0a';
const MESSAGE = '0198c5a2-7c1e-7b52-9d2e-6f1f3f6f2b0b';

test('a place has one id, a UUID, however its ids are written', () => {
  const places = [{}, { threadId: MESSAGE }, { editOf: MESSAGE }, { threadId: MESSAGE, editOf: MESSAGE }];
  const ids = places.map((place) => draftIdOf(placeOf(ROOM, place)));
  expect(new Set(ids).size).toBe(4);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(draftIdOf(placeOf(ROOM.toUpperCase(), { editOf: MESSAGE.toUpperCase() }))).toBe(ids[2]);
});

test.each([
  [{ body: '' }, true],
  [{ body: '', attachmentIds: [] }, true],
  [{ body: ' ' }, false],
  [{ body: '', replyToId: MESSAGE }, false],
  [{ body: '', attachmentIds: [MESSAGE] }, false],
])('a draft as in %j is empty: %s', (input, isEmpty) => {
  expect(isEmptyDraft(contentOf({ ...input, baseVersion: 0 }))).toBe(isEmpty);
});

test('drafts say the same by words, reply and files', () => {
  const content = contentOf({ body: 'a', replyToId: MESSAGE.toUpperCase(), attachmentIds: [ROOM], baseVersion: 3 });
  expect(isSameContent(content, { body: 'a', replyToId: MESSAGE, attachmentIds: [ROOM] })).toBe(true);
  for (const other of [{ body: 'b' }, { replyToId: null }, { attachmentIds: [] }])
    expect(isSameContent(content, { ...content, ...other })).toBe(false);
  expect(isSameContent(content, EMPTY_DRAFT)).toBe(false);
});
