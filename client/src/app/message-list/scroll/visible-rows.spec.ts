import type { AngularVirtualizer } from '@tanstack/angular-virtual';
import { expect, it } from 'vitest';
import { text } from '../../testing/samples.ts';
import type { TimelineRow } from '../timeline-rows.ts';
import { VisibleRows } from './visible-rows.ts';

/** Rows one below the other from pixel 0, the list scrolled to `top`; those of `days` begin with a day separator. */
function scrolledTo(top: number, heights: readonly number[], days: readonly number[]) {
  const starts = heights.map((_, index) => heights.slice(0, index).reduce((sum, height) => sum + height, 0));
  const items = starts.map((start, index) => ({ index, start, end: start + (heights[index] ?? 0) }));
  const rows = heights.map((_, index) => ({
    message: text(index + 1),
    day: days.includes(index) ? text(index + 1).createdAt : null,
  })) as unknown as TimelineRow[];
  const virtualizer = { scrollOffset: () => top, getVirtualItems: () => items } as unknown as AngularVirtualizer<
    HTMLElement,
    HTMLElement
  >;
  return new VisibleRows(() => rows, virtualizer);
}

it.each([
  ['is below the edge', 0, null],
  ['has begun to leave the screen', 21, null],
  ['shows the last pixel of its words', 37, null],
  ['has left the screen', 60, text(1).createdAt],
])('floats the day only when no separator says it: the separator %s', (_, top, expected) => {
  expect(scrolledTo(top, [120, 60, 60], [0]).timeAtTop()).toBe(expected);
});

it('gives way to the separator of the next day', () => {
  expect(scrolledTo(90, [120, 120], [1]).timeAtTop(), 'beneath the floating day').toBeNull();
  expect(scrolledTo(60, [120, 120], [1]).timeAtTop(), 'further below').toBe(text(1).createdAt);
});

it('knows the topmost message and how much of it is above the edge', () =>
  expect(scrolledTo(70, [60, 120, 60], []).position()).toEqual({ seq: 2, hiddenPx: 10 }));
