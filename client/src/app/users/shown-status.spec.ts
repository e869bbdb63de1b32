import { expect, it } from 'vitest';
import { lastingStatus, statusLine } from './shown-status.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const away = { emoji: '🌴', text: 'Away', until: '2026-11-20T12:00:00.000Z' };

it('lasts until its end, whatever is known of it', () => {
  expect(lastingStatus(away, NOW - 1)).toBe(away);
  expect(lastingStatus(away, NOW)).toBeNull();
  expect(lastingStatus({ ...away, until: null }, NOW)).not.toBeNull();
  expect(lastingStatus(null, NOW)).toBeNull();
  expect(lastingStatus(undefined, NOW)).toBeNull();
});

it('is shown with an emoji, also where it has words only', () => {
  expect(statusLine(away)).toBe('🌴 Away');
  expect(statusLine({ ...away, text: '' })).toBe('🌴');
  expect(statusLine({ ...away, emoji: null })).toBe('💬 Away');
});
