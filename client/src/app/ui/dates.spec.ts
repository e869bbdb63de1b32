import { computed } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setUp } from '../testing/page.ts';
import { Dates } from './dates.ts';

const MINUTE_MS = 60_000;

describe('dates', () => {
  const local = (...parts: [number, number, number, number, number]) => new Date(...parts);
  const iso = (...parts: [number, number, number, number, number]) => local(...parts).toISOString();
  const datesAt = (now: Date) => {
    vi.setSystemTime(now);
    return TestBed.inject(Dates);
  };

  beforeEach(async () => {
    await setUp();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  });
  afterEach(() => vi.useRealTimers());

  it.each([
    ['a minute ago', local(2026, 10, 29, 23, 57), iso(2026, 10, 29, 23, 56), 'Today'],
    ['before midnight', local(2026, 10, 30, 0, 1), iso(2026, 10, 29, 23, 57), 'Yesterday'],
    ['the whole of yesterday', local(2026, 10, 30, 23, 59), iso(2026, 10, 29, 0, 0), 'Yesterday'],
    ['after a day of 23 hours: Sunday', local(2026, 2, 30, 0, 40), iso(2026, 2, 29, 12, 0), 'Yesterday'],
    ['after a day of 25 hours: Saturday', local(2026, 9, 25, 23, 45), iso(2026, 9, 24, 12, 0), 'Yesterday'],
    ['at new year', local(2027, 0, 1, 0, 5), iso(2026, 11, 31, 23, 55), 'Yesterday'],
  ])('names the day by the calendar: %s', (_, now, at, day) => expect(datesAt(now).day(at)).toBe(day));

  it('names no other day Yesterday when the clock changes', () =>
    expect(datesAt(local(2026, 2, 30, 0, 40)).day(iso(2026, 2, 28, 12, 0))).toMatch(/Saturday/));

  it('follows the day at midnight while the page stays open', () => {
    const dates = datesAt(local(2026, 10, 29, 23, 58));
    const at = iso(2026, 10, 29, 23, 57);
    const shown = TestBed.runInInjectionContext(() =>
      computed(() => [dates.day(at), dates.brief(at), dates.within(at)]),
    );
    const before = shown();
    expect(before[0]).toBe('Today');
    vi.advanceTimersByTime(2 * MINUTE_MS + 1);
    const after = shown();
    expect(after[0]).toBe('Yesterday');
    expect(after[1]).toMatch(/Sun/);
    expect(after[2]).not.toBe(before[2]);
    vi.advanceTimersByTime(24 * 60 * MINUTE_MS);
    expect(shown()[0]).toMatch(/Sunday/);
  });

  it('knows the day at once when the computer wakes', () => {
    const dates = datesAt(local(2026, 10, 29, 23, 0));
    const day = computed(() => dates.day(iso(2026, 10, 29, 22, 0)));
    expect(day()).toBe('Today');
    vi.setSystemTime(local(2026, 10, 30, 8, 0));
    window.dispatchEvent(new Event('focus'));
    expect(day()).toBe('Yesterday');
  });
});
