import { signal } from '@angular/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { Completion } from './completion.ts';
import type { CompletionTrigger } from './completion-trigger.ts';
import type { Suggestion } from './suggestion-list.ts';

const suggestion = (id: string): Suggestion => ({ id, insert: id, label: id, detail: '' });
const at = (from: number, query: string): CompletionTrigger => ({
  kind: 'person',
  query,
  from,
  to: from + 1 + query.length,
});

describe('the completion of a text field', () => {
  let completion: Completion;
  let accepted: string[];
  let asked: (string | null)[];
  const press = (key: string, shiftKey = false) =>
    completion.handleKey(new KeyboardEvent('keydown', { key, shiftKey }));

  beforeEach(() => {
    accepted = [];
    asked = [];
    completion = new Completion(
      signal([suggestion('ada'), suggestion('bob')]),
      (trigger) => asked.push(trigger?.query ?? null),
      ({ id }) => accepted.push(id),
    );
  });

  it('shows suggestions only while there is a trigger, and asks once for each', () => {
    expect(completion.visible()).toHaveLength(0);
    expect(press('Enter')).toBe(false);
    completion.update(at(0, 'a'));
    completion.update(at(0, 'a'));
    expect(completion.visible()).toHaveLength(2);
    completion.update(null);
    expect(completion.visible()).toHaveLength(0);
    expect(asked).toEqual(['a', null]);
  });

  it('is moved through by the arrows, around both ends, and accepted by Enter or Tab', () => {
    completion.update(at(0, 'a'));
    press('ArrowUp');
    press('Enter');
    press('ArrowDown');
    press('Tab');
    expect(accepted).toEqual(['bob', 'ada']);
    expect(press('Enter', true)).toBe(false);
    expect(press('x')).toBe(false);
  });

  it('stays away after Escape until the next trigger', () => {
    completion.update(at(0, 'a'));
    expect(press('Escape')).toBe(true);
    completion.update(at(0, 'ad'));
    expect(completion.visible()).toHaveLength(0);
    completion.update(at(5, 'b'));
    expect(completion.visible()).toHaveLength(2);
  });
});
