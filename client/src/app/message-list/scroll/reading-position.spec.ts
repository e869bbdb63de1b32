import { beforeEach, describe, expect, it } from 'vitest';
import { ReadingPosition } from './reading-position.ts';

describe('the reading position', () => {
  let position: ReadingPosition;
  const scroller = document.createElement('div');
  const box = { scrollTop: 0, scrollHeight: 0, clientHeight: 500 };
  const at = (scrollTop: number, scrollHeight: number, isAtRest = true, hasNewest = true) => {
    Object.assign(box, { scrollTop, scrollHeight });
    position.update(scroller, [], { isAtRest, hasNewest });
    return { follows: position.follows(), atEnd: position.atEnd() };
  };

  for (const name of ['scrollTop', 'scrollHeight', 'clientHeight'] as const)
    Object.defineProperty(scroller, name, { get: () => box[name] });

  beforeEach(() => {
    position = new ReadingPosition();
    at(500, 1000);
  });

  it('follows new rows from the end, however many come before the list has moved', () => {
    expect(at(500, 1300)).toEqual({ follows: true, atEnd: true });
    expect(at(520, 2200)).toEqual({ follows: true, atEnd: true });
    expect(at(1700, 2200)).toEqual({ follows: true, atEnd: true });
  });

  it('stays when rows above turn out smaller, or are removed', () => {
    expect(at(300, 900).follows).toBe(true);
    expect(at(100, 800).follows).toBe(true);
  });

  it('ends when the reader scrolls up, and not for a few pixels', () => {
    expect(at(460, 1000).follows).toBe(true);
    expect(at(400, 1000)).toEqual({ follows: false, atEnd: false });
    expect(at(400, 1300).follows).toBe(false);
  });

  it('ends when the reader scrolls up while a row is added', () => {
    expect(at(450, 1100).follows).toBe(false);
  });

  it('begins again at the end', () => {
    at(100, 1000);
    expect(at(480, 1000).follows).toBe(true);
  });

  it('does not follow pages that join below what is read of an old time', () => {
    expect(at(500, 1000, true, false)).toEqual({ follows: false, atEnd: true });
    expect(at(500, 3000)).toEqual({ follows: false, atEnd: false });
  });

  it('is that of the row the list goes to', () => {
    position.aimAt('center');
    expect(at(500, 1000, false).follows).toBe(false);
    position.aimAt('end');
    expect(at(100, 1000, false).follows).toBe(true);
  });
});
