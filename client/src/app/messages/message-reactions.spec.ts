import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { setUp } from '../testing/page.ts';
import { ada, bob } from '../testing/samples.ts';
import { PeopleStore } from '../users/people-store.ts';
import { MessageReactions, quickReactions, type ReactionChange } from './message-reactions.ts';

describe('the reactions of a message', () => {
  let drawn: ComponentFixture<MessageReactions>;
  const chips = () => [...(drawn.nativeElement as HTMLElement).querySelectorAll('button')];
  const draw = async (reactions: Record<string, string[]>) => {
    const list = Object.entries(reactions).map(([emoji, userIds]) => ({ emoji, userIds }));
    drawn.componentRef.setInput('reactions', list);
    drawn.componentRef.setInput('meId', 'ada');
    await drawn.whenStable();
  };

  beforeEach(async () => {
    await setUp();
    const others = ['c', 'd', 'e', 'f', 'g'].map((id) => ({ ...bob, id, displayName: id.toUpperCase() }));
    TestBed.inject(PeopleStore).add([ada, bob, ...others]);
    drawn = TestBed.createComponent(MessageReactions);
  });

  it('name the people, the reader first', async () => {
    await draw({ '👍': ['bob', 'ada'], '🎉': ['bob'] });
    expect(chips().map((chip) => chip.getAttribute('aria-label'))).toEqual([
      '👍 2: You and Bob reacted',
      '🎉 1: Bob reacted',
    ]);
    expect(chips().map((chip) => chip.getAttribute('aria-pressed'))).toEqual(['true', 'false']);
  });

  it('count the people beyond the first five', async () => {
    await draw({ '👀': ['bob', 'c', 'd', 'e', 'f', 'g'] });
    expect(chips()[0]?.getAttribute('aria-label')).toMatch(/^👀 6: Bob, C, D, E, F,? and 1 other reacted$/);
  });

  it('are added and removed by a press', async () => {
    const asked: ReactionChange[] = [];
    drawn.componentInstance.react.subscribe((change) => asked.push(change));
    await draw({ '👍': ['bob', 'ada'], '🎉': ['bob'] });
    for (const chip of chips()) chip.click();
    expect(asked).toEqual([
      { emoji: '👍', on: false },
      { emoji: '🎉', on: true },
    ]);
  });

  it('are offered in the menu to give, or to take back', () => {
    const offered = quickReactions(
      [
        { emoji: '👍', userIds: ['bob', 'ada'] },
        { emoji: '🎉', userIds: ['bob'] },
      ],
      'ada',
    );
    expect(offered.filter(({ on }) => !on)).toEqual([{ emoji: '👍', on: false }]);
    expect(offered).toContainEqual({ emoji: '🎉', on: true });
  });
});
