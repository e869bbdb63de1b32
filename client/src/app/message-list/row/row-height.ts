import type { Poll } from '@api/timeline/poll.dto.ts';
import type { TimelineRow } from '../timeline-rows.ts';
import { wrappedLineCount } from './wrapped-lines.ts';

const LINE_PX = 21.75;
/** The avatar and the space beside the text. */
const BESIDE_TEXT_PX = 80;
const MIN_TEXT_PX = 150;
const COLLAPSE_ABOVE_LINES = 24;
/** The same height as in message-row.scss. */
export const COLLAPSED_HEIGHT_PX = 320;
const BUTTON_PX = 32;
const POLL_OPTION_PX = 48;
/** The line below the options of a poll, and its buttons. */
const BELOW_OPTIONS_PX = 68;

const estimates = new WeakMap<TimelineRow, { width: number; height: number }>();

/** The estimated height of a row in pixels, cached: the virtualizer asks for all rows whenever a row is added. */
export function estimatedHeight(row: TimelineRow | undefined, width: number): number {
  if (!row) return estimate(row, width);
  const known = estimates.get(row);
  if (known?.width === width) return known.height;
  const height = estimate(row, width);
  estimates.set(row, { width, height });
  return height;
}

/** The real height is measured once the row is drawn. In whole pixels, as browsers scroll: halves would move what is read. */
function estimate(row: TimelineRow | undefined, width: number): number {
  const lines = lineCount(bodyOf(row), width);
  const text = lines > COLLAPSE_ABOVE_LINES ? COLLAPSED_HEIGHT_PX + BUTTON_PX : Math.round(lines * LINE_PX);
  const thread = row?.thread?.replyCount ? 34 : 0;
  const poll = row?.message?.poll ? pollHeight(row.message.poll) : 0;
  return (
    text + poll + (row?.grouped ? 4 : 30) + (row?.day ? 44 : 0) + (row?.message?.reactions.length ? 32 : 0) + thread
  );
}

/** The estimated height of a poll, whose options are one line each. */
export const pollHeight = ({ options }: Poll): number => options.length * POLL_OPTION_PX + BELOW_OPTIONS_PX;

/** Whether the estimated number of lines is above the limit. */
export const isLong = (row: TimelineRow, width: number): boolean =>
  lineCount(bodyOf(row), width) > COLLAPSE_ABOVE_LINES;

const bodyOf = (row: TimelineRow | undefined) => (row?.message ?? row?.waiting)?.body ?? '';

const lineCount = (body: string, width: number): number =>
  wrappedLineCount(body, Math.max(MIN_TEXT_PX, width - BESIDE_TEXT_PX));
