import { TestBed } from '@angular/core/testing';
import { MatSnackBar } from '@angular/material/snack-bar';
import { Router } from '@angular/router';
import { beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { Drafts } from '../composer/drafts/drafts.ts';
import { Outbox } from '../outbox/outbox.ts';
import type { OutboxItem } from '../outbox/outbox-state.ts';
import { setUp } from '../testing/page.ts';
import { DraftsPage } from './drafts-page.ts';

interface Page {
  editUnsent(item: OutboxItem): Promise<void>;
}

describe('the page of what is not sent', () => {
  /** As the button below an unsent message does. */
  const edit = (item: OutboxItem): Promise<void> =>
    (TestBed.createComponent(DraftsPage).componentInstance as unknown as Page).editUnsent(item);
  const unsent = async (more: Pick<OutboxItem, 'threadId' | 'alsoInRoom'> = {}) => {
    await TestBed.inject(Outbox).send('room', 'not gone out', null, [], undefined, more);
    const [item] = TestBed.inject(Outbox).items();
    if (!item) throw new Error('Nothing waits');
    return item;
  };
  const texts = (...keys: string[]) => keys.map((key) => TestBed.inject(Drafts).textOf(key));

  let navigate: MockInstance<Router['navigate']>;
  beforeEach(async () => {
    localStorage.clear();
    await setUp();
    navigate = vi.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
  });

  it('makes a draft of its room of an unsent message', async () => {
    await edit(await unsent());
    expect(texts('room')).toEqual(['not gone out']);
    expect(TestBed.inject(Outbox).items()).toEqual([]);
  });

  it('makes a draft of its thread of an unsent reply, and none of the room', async () => {
    await edit(await unsent({ threadId: 'm1', alsoInRoom: false }));
    expect(texts('room', 'room.m1')).toEqual(['', 'not gone out']);
    expect(navigate).toHaveBeenCalledWith(['/rooms', 'room'], { queryParams: { thread: 'm1' } });
  });

  it('leaves a message alone that went out meanwhile', async () => {
    const item = await unsent();
    const outbox = TestBed.inject(Outbox);
    vi.spyOn(outbox, 'withdraw').mockResolvedValue(false);
    const discard = vi.spyOn(outbox, 'discard');
    const said = vi.spyOn(TestBed.inject(MatSnackBar), 'open');
    await edit(item);
    expect([discard.mock.calls, texts('room')]).toEqual([[], ['']]);
    expect(said).toHaveBeenCalledOnce();
  });
});
