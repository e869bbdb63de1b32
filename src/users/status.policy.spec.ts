import { describe, expect, test } from '@jest/globals';
import type { Problem } from '../common/problem.ts';
import { columnsOfStatus, statusOf } from './status.policy.ts';
import type { SetStatus } from './users.dto.ts';

const NOW = new Date('2026-01-15T12:00:00Z');
const none = { statusEmoji: null, statusText: '', statusUntil: null };

describe('a status', () => {
  test.each<[string, SetStatus | null, object]>([
    ['cleared', null, none],
    ['of nothing', {}, none],
    ['of words that show nothing', { text: '\u200b ', until: '2026-01-15T13:00:00Z' }, none],
    ['of an empty emoji', { emoji: '', text: 'Lunch' }, { ...none, statusText: 'Lunch' }],
    ['of words', { text: 'Lunch' }, { ...none, statusText: 'Lunch' }],
    ['of an emoji in another form', { emoji: '☎' }, { ...none, statusEmoji: '☎\ufe0f' }],
    [
      'with an end in another zone',
      { emoji: '🌴', text: 'Away', until: '2026-01-15T14:00:00+01:00' },
      { statusEmoji: '🌴', statusText: 'Away', statusUntil: new Date('2026-01-15T13:00:00Z') },
    ],
  ])('%s', (_, status, columns) => expect(columnsOfStatus(status, NOW)).toEqual(columns));

  test.each<[string, SetStatus, string]>([
    ['two emoji', { emoji: '🌴🌴' }, 'status.emoji'],
    ['a letter', { emoji: 'a' }, 'status.emoji'],
    ['a time that is over', { text: 'Lunch', until: '2026-01-15T12:00:00Z' }, 'status.until'],
  ])('refuses %s', (_, status, field) => {
    const refusal = () => columnsOfStatus(status, NOW);
    expect(refusal).toThrow(expect.objectContaining({ code: 'invalid_input' }));
    try {
      refusal();
    } catch (error) {
      expect(Object.keys((error as Problem).fields ?? {})).toEqual([field]);
    }
  });

  test('is over at its end, not before', () => {
    const status = { statusEmoji: '🌴', statusText: 'Away', statusUntil: NOW };
    expect(statusOf(status, new Date(NOW.getTime() - 1))).toEqual({
      emoji: '🌴',
      text: 'Away',
      until: NOW.toISOString(),
    });
    expect(statusOf(status, NOW)).toBeNull();
  });
});
