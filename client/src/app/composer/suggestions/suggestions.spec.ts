import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { EmojiStore } from '../../emoji/emoji-store.ts';
import { OfferedEmoji } from '../../emoji/offered-emoji.ts';
import { setUp } from '../../testing/page.ts';
import { room } from '../../testing/samples.ts';
import { Suggestions } from './suggestions.ts';

describe('the suggestions', () => {
  beforeEach(async () => {
    await setUp(Suggestions);
    await TestBed.inject(EmojiStore).load();
  });

  const suggested = (query: string) => {
    const suggestions = TestBed.inject(Suggestions);
    suggestions.room.set(room({ id: 'r1' }));
    suggestions.trigger.set({ kind: 'emoji', query, from: 0, to: query.length + 1 });
    return suggestions.list().map(({ insert }) => insert);
  };

  it('offer emoji that the fonts of this device draw', () => {
    const [tada] = suggested('tada');
    expect(tada).toBe('🎉');
    const all = TestBed.inject(EmojiStore).all();
    Object.assign(TestBed.inject(OfferedEmoji), { all: signal(all.filter(({ emoji }) => emoji !== '🎉')) });
    expect(suggested('tad')).not.toContain('🎉');
  });
});
