import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { beforeEach, expect, it } from 'vitest';
import { setUp } from '../testing/page.ts';
import { room, text } from '../testing/samples.ts';
import { type RoomDraft, RoomRow } from './room-row.ts';

let row: ComponentFixture<RoomRow>;
const badges = async (unreadCount: number, mentionCount: number) => {
  row.componentRef.setInput('room', room({ unreadCount, mentionCount }));
  await row.whenStable();
  const found = (row.nativeElement as HTMLElement).querySelectorAll('.badge span');
  return [...found].map((badge) => badge.textContent);
};

beforeEach(async () => {
  await setUp();
  row = TestBed.createComponent(RoomRow);
});

it('shows the number of mentions beside the number of unread messages', async () => {
  expect(await badges(0, 0)).toEqual([]);
  expect(await badges(3, 0)).toEqual(['3', '3 unread messages']);
  expect(await badges(120, 1)).toEqual(['@1', '1 mention of you', '99+', '120 unread messages']);
});

it('shows a failed message, and in other rooms a draft', async () => {
  const marks = async (status: 'draft' | 'refused' | null, open = false) => {
    row.componentRef.setInput('room', room());
    row.componentRef.setInput('draft', status && { status, text: '' });
    row.componentRef.setInput('open', open);
    await row.whenStable();
    return (row.nativeElement as HTMLElement).querySelector('.draft-status')?.textContent ?? null;
  };
  expect(await marks(null)).toBeNull();
  expect(await marks('draft')).toBe('Draft');
  expect(await marks('draft', true), 'it is on the screen').toBeNull();
  expect(await marks('refused')).toBe('Not sent');
  expect(await marks('refused', true)).toBe('Not sent');
});

it('shows the words of what waits, without Markdown, instead of the last message', async () => {
  const preview = async (draft: RoomDraft | null, open = false) => {
    row.componentRef.setInput('room', room({ lastMessage: text(3) }));
    row.componentRef.setInput('draft', draft);
    row.componentRef.setInput('open', open);
    await row.whenStable();
    return (row.nativeElement as HTMLElement).querySelector('.preview')?.textContent ?? null;
  };
  expect(await preview(null)).toContain('message 3');
  expect(await preview({ status: 'draft', text: 'what **I**\nwas going to' })).toBe('what I was going to');
  expect(await preview({ status: 'draft', text: 'on the screen' }, true)).toContain('message 3');
  expect(await preview({ status: 'refused', text: 'not sent' }, true)).toBe('not sent');
  expect(await preview({ status: 'refused', text: '' })).toContain('message 3');
});
