import { Clipboard } from '@angular/cdk/clipboard';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { setUp } from '../testing/page.ts';
import { text } from '../testing/samples.ts';
import { MessageCommands } from './message-commands.ts';

describe('the commands of a message', () => {
  let deeds: MessageCommands;
  const toast = () => document.querySelector('mat-snack-bar-container');

  beforeEach(async () => {
    document.querySelectorAll('.cdk-overlay-container').forEach((each) => each.remove());
    await setUp();
    deeds = TestBed.inject(MessageCommands);
  });

  it.each([
    ['copy', 'message 7', true, 'Text copied'],
    ['link', `${location.origin}/rooms/room?at=7`, true, 'Link copied'],
    ['copy', 'message 7', false, 'The browser did not let it be copied'],
  ] as const)('reports after %s of %j (%s): %s', async (action, copied, isLet, words) => {
    const copy = vi.spyOn(TestBed.inject(Clipboard), 'copy').mockReturnValue(isLet);
    await deeds.run(action, text(7));
    expect(copy).toHaveBeenCalledWith(copied);
    await vi.waitFor(() => expect(toast()?.textContent).toContain(words));
    copy.mockRestore();
  });

  it('shows the words by themselves, to be selected', async () => {
    await deeds.run('select', text(7, { body: 'some **words** to select' }));
    await vi.waitFor(() => {
      TestBed.tick();
      expect(document.querySelector('parley-select-text-dialog .words')?.textContent).toContain('some words to select');
    });
    TestBed.inject(MatDialog).closeAll();
  });
});
