import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { room } from '../testing/samples.ts';
import { MUTED_FOREVER, isReadOnly, mutedUntilOf } from './muting.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('being silenced in a room', () => {
  const start = Date.parse('2026-11-20T10:00:00.000Z');
  const after = (time: number) => new Date(start + time).toISOString();

  beforeEach(() => {
    vi.useFakeTimers({ now: start });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([5 * MINUTE, 40 * DAY])('begins with the news of it and ends by itself after %i ms', (time) => {
    const place = signal(room());
    const until = TestBed.runInInjectionContext(() => mutedUntilOf(place));
    TestBed.tick();
    expect(until()).toBeNull();
    place.set(room({ mutedUntil: after(time) }));
    TestBed.tick();
    expect(until()).toBe(after(time));
    for (let gone = DAY; gone < time; gone += DAY) {
      vi.advanceTimersByTime(DAY);
      TestBed.tick();
    }
    vi.advanceTimersByTime((time % DAY || DAY) - 1);
    TestBed.tick();
    expect(until()).not.toBeNull();
    vi.advanceTimersByTime(1);
    TestBed.tick();
    expect(until()).toBeNull();
  });

  it('ends when it is lifted', () => {
    const place = signal(room({ mutedUntil: MUTED_FOREVER }));
    const until = TestBed.runInInjectionContext(() => mutedUntilOf(place));
    TestBed.tick();
    expect(until()).toBe(MUTED_FOREVER);
    place.set(room());
    expect(until()).toBeNull();
  });

  it('closes a room as an archive does', () => {
    expect([
      isReadOnly(room()),
      isReadOnly(room({ archived: true })),
      isReadOnly(room({ mutedUntil: after(1) })),
      isReadOnly(room({ mutedUntil: after(-1) })),
      isReadOnly({}),
    ]).toEqual([false, true, true, false, false]);
  });
});
