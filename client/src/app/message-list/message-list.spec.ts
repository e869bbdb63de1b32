import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setUp } from '../testing/page.ts';
import { ada, room, text } from '../testing/samples.ts';
import { MessageList } from './message-list.ts';
import { timelineRows } from './timeline-rows.ts';

const COUNT = 200;

describe('the list of messages', () => {
  let list: ComponentFixture<MessageList>;
  const articles = () => [...(list.nativeElement as HTMLElement).querySelectorAll('article')];

  beforeEach(async () => {
    vi.stubGlobal(
      'ResizeObserver',
      class {
        observe = () => undefined;
        unobserve = () => undefined;
        disconnect = () => undefined;
      },
    );
    await setUp();
    list = TestBed.createComponent(MessageList);
    const messages = Array.from({ length: COUNT }, (_, index) => text(index + 1));
    const timeline = { waiting: [], hasBefore: true, unreadAfterSeq: null, meId: 'bob', dayOf: () => '' };
    const inputs = { me: ada, room: room(), readBy: () => null, hasBefore: false, hasAfter: false };
    for (const [name, value] of Object.entries({ ...inputs, rows: timelineRows({ ...timeline, messages }) }))
      list.componentRef.setInput(name, value);
    TestBed.tick();
  });

  afterEach(() => {
    TestBed.resetTestingModule();
    vi.unstubAllGlobals();
  });

  it('says where the conversation begins, and that a guest does not see its beginning', () => {
    window.dispatchEvent(new Event('beforeprint'));
    const introductions = () => [...(list.nativeElement as HTMLElement).querySelectorAll('parley-room-introduction')];
    expect(introductions()).toHaveLength(1);
    expect(introductions()[0]?.textContent).toContain('The conversation begins here.');
    list.componentRef.setInput('hidesEarlier', true);
    TestBed.tick();
    expect(introductions()[0]?.textContent).toContain('You see what has been written since you joined.');
    list.componentRef.setInput('hasBefore', true);
    TestBed.tick();
    expect(introductions()).toEqual([]);
  });

  it('is printed as a whole, with author and time, and rendered as far as it is visible', () => {
    expect(articles().length).toBeLessThan(COUNT);
    window.dispatchEvent(new Event('beforeprint'));
    expect(articles()).toHaveLength(COUNT - 1); // the oldest loaded reply is context only
    expect(articles()[0]?.textContent).toMatch(/Ada.*\d:\d\d.*message 2/s);
    expect((list.nativeElement as HTMLElement).querySelectorAll('.day')).toHaveLength(1);
    window.dispatchEvent(new Event('afterprint'));
    expect(articles().length).toBeLessThan(COUNT);
  });
});
