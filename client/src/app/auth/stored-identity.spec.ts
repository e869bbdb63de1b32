import { beforeEach, expect, it } from 'vitest';
import { clearStoredData } from './stored-identity.ts';

const KINDS = ['reply', 'edit', 'draft', 'files'];
const stored = () => Object.keys(localStorage).sort();

beforeEach(() => {
  localStorage.clear();
  for (const kind of KINDS) localStorage.setItem(`parley.${kind}.a-person.a-room`, '"words"');
  localStorage.setItem('parley.me', '{}');
  localStorage.setItem('parley.theme', 'dark');
});

it('removes words of others at any end of a session', () => {
  clearStoredData();
  expect(stored()).toEqual(['parley.draft.a-person.a-room', 'parley.files.a-person.a-room', 'parley.theme']);
});

it('removes drafts as well at an end that the reader asked for', () => {
  clearStoredData({ drafts: true });
  expect(stored()).toEqual(['parley.theme']);
});
