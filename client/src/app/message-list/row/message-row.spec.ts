import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { whenStable, setUp } from '../../testing/page.ts';
import { ada, text } from '../../testing/samples.ts';
import { MessageRow } from './message-row.ts';
import { timelineRows } from '../timeline-rows.ts';

describe('a long message', () => {
  let drawn: ComponentFixture<MessageRow>;
  let height = 1000;
  const find = (selector: string) => (drawn.nativeElement as HTMLElement).querySelector<HTMLElement>(selector);
  const show = async (fold: 'collapsed' | 'expanded' | null, body = 'See [there](https://example.org)') => {
    const messages = [text(1, { body })];
    const timeline = { waiting: [], hasBefore: false, unreadAfterSeq: null, meId: 'bob', dayOf: () => '' };
    drawn.componentRef.setInput('row', timelineRows({ ...timeline, messages })[0]);
    drawn.componentRef.setInput('collapse', fold);
    await whenStable();
  };

  beforeEach(async () => {
    vi.spyOn(HTMLElement.prototype, 'scrollHeight', 'get').mockImplementation(() => height);
    await setUp();
    drawn = TestBed.createComponent(MessageRow);
    drawn.componentRef.setInput('me', ada);
    drawn.componentRef.setInput('memberCount', 2);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    height = 1000;
  });

  it('is collapsed until the reader expands it', async () => {
    await show('collapsed');
    expect(find('.collapse-toggle')?.textContent).toContain('Show more');
    expect(find('.collapse-toggle')?.getAttribute('aria-expanded')).toBe('false');
    let asked = 0;
    drawn.componentInstance.toggleCollapse.subscribe(() => asked++);
    find('.collapse-toggle')?.click();
    expect(asked).toBe(1);
    await show('expanded');
    expect(find('.collapsed')).toBeNull();
    expect(find('.collapse-toggle')?.textContent).toContain('Show less');
    expect(find('.collapse-toggle')?.getAttribute('aria-expanded')).toBe('true');
  });

  it('shows no button when there is nothing more', async () => {
    height = 300;
    await show('collapsed');
    expect(find('.collapse-toggle')).toBeNull();
    expect(find('.collapsed')).toBeNull();
  });

  it('shows where the keys have led', async () => {
    await show('collapsed');
    let asked = 0;
    drawn.componentInstance.toggleCollapse.subscribe(() => asked++);
    const link = find('a');
    link?.dispatchEvent(new FocusEvent('focusin', { bubbles: true }));
    expect(asked).toBe(0);
    vi.spyOn(link as HTMLElement, 'getBoundingClientRect').mockReturnValue({ bottom: 900 } as DOMRect);
    link?.dispatchEvent(new FocusEvent('focusin', { bubbles: true }));
    expect(asked).toBe(1);
  });
});

describe('an edited and pinned message', () => {
  const draw = async (body: string, isGrouped: boolean) => {
    await setUp();
    const drawn = TestBed.createComponent(MessageRow);
    drawn.componentRef.setInput('me', ada);
    drawn.componentRef.setInput('memberCount', 2);
    const messages = [text(1), text(2, { body, editedAt: text(3).createdAt, pinned: true })];
    const timeline = { waiting: [], hasBefore: false, unreadAfterSeq: null, meId: 'bob', dayOf: () => '' };
    const row = timelineRows({ ...timeline, messages })[1];
    drawn.componentRef.setInput('row', row && { ...row, grouped: isGrouped });
    await whenStable();
    return drawn.nativeElement as HTMLElement;
  };

  it('says so in its header, whatever it says', async () => {
    const element = await draw('> quoted', false);
    expect(element.querySelector('header .edited')?.textContent).toBe('(edited)');
    expect(element.querySelector('header .pinned')).not.toBeNull();
    expect(element.querySelectorAll('.edited, .pinned')).toHaveLength(2);
  });

  it.each([
    ['one paragraph', false],
    ['> quoted', true],
    ['| a |\n|---|\n| b |', true],
    ['two\n\nparagraphs', true],
    ['- a list', true],
  ])('without a header says so behind %j, or below it: %s', async (body, isBelow) => {
    const element = await draw(body, true);
    expect(element.querySelector('.text > .marks > .edited')).not.toBeNull();
    expect(element.querySelector('.text')?.classList.contains('stacked')).toBe(isBelow);
    expect(element.querySelectorAll('.edited, .pinned')).toHaveLength(2);
  });
});
