import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import type { CustomEmoji } from '@api/emoji/emoji.dto.ts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { setUp } from '../testing/page.ts';
import { CustomEmojiStore } from './custom-emoji-store.ts';

const PATH = '/api/v1/emoji';
const emoji = (name: string): CustomEmoji =>
  ({ name, aliases: [], url: `/${name}.webp`, stillUrl: null, animated: false, disabled: false }) as never;

let store: CustomEmojiStore;
let http: HttpTestingController;

beforeEach(async () => {
  localStorage.clear();
  await setUp();
  store = TestBed.inject(CustomEmojiStore);
  http = TestBed.inject(HttpTestingController);
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

/** What the server is asked within the delay of a change, answered with these. */
async function answer(...items: CustomEmoji[]): Promise<number> {
  await vi.advanceTimersByTimeAsync(2_000);
  const asked = http.match(PATH);
  for (const request of asked) request.flush({ items, revision: 1 });
  await vi.advanceTimersByTimeAsync(0);
  return asked.length;
}

it('asks once for a name that is not known: it may have been made since, and the notice of it been lost', async () => {
  store.want();
  void store.load();
  expect(store.find('ship_it')).toBeUndefined();
  expect(await answer()).toBe(1);

  for (let times = 0; times < 3; times++) expect(store.find('ship_it')).toBeUndefined();
  expect(store.find('party')).toBeUndefined();
  expect(await answer(emoji('ship_it'))).toBe(1);
  expect(store.find('ship_it')?.url).toBe('/ship_it.webp');

  // Words between colons are no emoji, however often they are drawn.
  expect(store.find('party')).toBeUndefined();
  expect(await answer()).toBe(0);
});
