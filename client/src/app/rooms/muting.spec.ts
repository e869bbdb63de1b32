import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { room } from '../testing/samples.ts';
import { MUTED_FOREVER, isReadOnly, mayReactIn, mutedUntilOf } from './muting.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

describe('muting', () => {
  const start = Date.parse('2026-11-20T10:00:00.000Z');
  const after = (time: number) => new Date(start + time).toISOString();

  beforeEach(() => {
    vi.useFakeTimers({ now: start });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([5 * MINUTE_MS, 40 * DAY_MS])('begins with its event and ends by itself after %i ms', (time) => {
    const current = signal(room());
    const until = TestBed.runInInjectionContext(() => mutedUntilOf(current));
    TestBed.tick();
    expect(until()).toBeNull();
    current.set(room({ mutedUntil: after(time) }));
    TestBed.tick();
    expect(until()).toBe(after(time));
    for (let elapsed = DAY_MS; elapsed < time; elapsed += DAY_MS) {
      vi.advanceTimersByTime(DAY_MS);
      TestBed.tick();
    }
    vi.advanceTimersByTime((time % DAY_MS || DAY_MS) - 1);
    TestBed.tick();
    expect(until()).not.toBeNull();
    vi.advanceTimersByTime(1);
    TestBed.tick();
    expect(until()).toBeNull();
  });

  it('ends when it is lifted', () => {
    const current = signal(room({ mutedUntil: MUTED_FOREVER }));
    const until = TestBed.runInInjectionContext(() => mutedUntilOf(current));
    TestBed.tick();
    expect(until()).toBe(MUTED_FOREVER);
    current.set(room());
    expect(until()).toBeNull();
  });

  it('makes a room read-only, as archiving does', () => {
    expect([
      isReadOnly(room()),
      isReadOnly(room({ archived: true })),
      isReadOnly(room({ mutedUntil: after(1) })),
      isReadOnly(room({ mutedUntil: after(-1) })),
      isReadOnly({}),
    ]).toEqual([false, true, true, false, false]);
  });

  it.each([
    ['member', 'moderator', true],
    ['member', 'owner', true],
    ['moderator', 'moderator', false],
    ['moderator', 'owner', true],
    ['owner', 'owner', false],
  ] as const)('a room in which %ss are below %ss is read-only: %s', (role, postBy, closed) => {
    expect(isReadOnly(room({ role, postBy }))).toBe(closed);
    expect(mayReactIn(room({ role, postBy }))).toBe(true);
    expect(mayReactIn(room({ role, reactBy: postBy }))).toBe(!closed);
  });
});
