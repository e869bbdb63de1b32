import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { ChatSocket } from '../../connection/chat-socket.ts';
import { setUp } from '../../testing/page.ts';
import type { OutboxItem } from '../../outbox/outbox-state.ts';
import { WaitingNote } from './waiting-note.ts';

describe('the note under a pending message', () => {
  let note: ComponentFixture<WaitingNote>;
  const words = () => (note.nativeElement as HTMLElement).textContent.replace(/\s+/g, ' ').trim();
  const buttons = () => [...(note.nativeElement as HTMLElement).querySelectorAll('button')];
  const show = async (change: Partial<OutboxItem>) => {
    note.componentRef.setInput('item', {
      clientId: '1',
      userId: 'ada',
      roomId: 'room',
      body: 'hello',
      replyTo: null,
      createdAt: '2026-11-20T10:00:00.000Z',
      tries: 0,
      notBefore: 0,
      refusal: null,
      ...change,
    });
    await note.whenStable();
  };

  beforeEach(async () => {
    await setUp();
    note = TestBed.createComponent(WaitingNote);
  });

  it('shows that the message is being sent, and no button once it may have been sent', async () => {
    await show({});
    expect(words()).toBe('Sending …');
  });

  it('offers to withdraw a message that was never sent, while there is no connection', async () => {
    await show({ unsent: true });
    expect(buttons().map((each) => each.textContent.trim())).toEqual(['Edit', 'Don’t send']);
    let discarded = 0;
    note.componentInstance.discard.subscribe(() => discarded++);
    buttons()[1]?.click();
    expect(discarded).toBe(1);
    TestBed.inject(ChatSocket).phase.set('live');
    await note.whenStable();
    expect(buttons()).toEqual([]);
  });

  it('shows how long the server asks to wait, and that sending continues by itself', async () => {
    await show({ slowed: true, tries: 1, notBefore: Date.now() + 11_500 });
    expect(words()).toBe('Sending … goes on by itself after a short pause 12 s');
    await show({ slowed: true, tries: 1, notBefore: Date.now() - 1 });
    expect(words()).toBe('Sending …');
  });

  it('shows the wait of slow mode, long ones in words, and lets the author take the message back', async () => {
    TestBed.inject(ChatSocket).phase.set('live');
    const slow = { slowed: true, slowMode: true, unsent: true };
    await show({ ...slow, notBefore: Date.now() + 30_000 });
    expect(words()).toBe('Slow mode: goes out by itself 30 sEditDon’t send');
    await show({ ...slow, notBefore: Date.now() + 3_600_000 });
    expect(words()).toBe('Slow mode: goes out by itself 1 hourEditDon’t send');
    await show({ ...slow, unsent: false, notBefore: Date.now() + 30_000 });
    expect(buttons()).toEqual([]);
  });

  it('shows a withdrawn message that is stored nowhere else', async () => {
    await show({ withdrawn: true });
    expect(words()).toMatch(/^Not sent/);
    expect(buttons()).toHaveLength(3);
  });
});
