import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closeDialogs, setUp } from '../../testing/page.ts';
import { isDialogOpen, TypeAhead } from './type-ahead.ts';

@Component({ template: '<input class="in-dialog" type="search" (input)="heard = true" />' })
class FieldDialog {
  heard = false;
}

@Component({ template: '<button>Yes</button>' })
class ButtonDialog {}

describe('what is typed while a dialog opens', () => {
  let behind: HTMLTextAreaElement;
  const heardBehind: string[] = [];
  const field = () => document.querySelector<HTMLInputElement>('.in-dialog');
  const type = (...keys: string[]) =>
    keys.map((key) => {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
      document.activeElement?.dispatchEvent(event);
      return event.defaultPrevented;
    });
  const open = async (dialog: typeof FieldDialog | typeof ButtonDialog) =>
    TestBed.inject(MatDialog).open(await TestBed.inject(TypeAhead).load(() => Promise.resolve(dialog)));

  beforeEach(async () => {
    await setUp();
    TestBed.inject(TypeAhead);
    // jsdom lays nothing out, and what has no area gets no focus from a dialog.
    vi.spyOn(HTMLElement.prototype, 'getClientRects').mockReturnValue([new DOMRect()] as unknown as DOMRectList);
    behind = document.createElement('textarea');
    heardBehind.length = 0;
    behind.addEventListener('keydown', ({ key }) => heardBehind.push(key));
    document.body.append(behind);
    behind.focus();
  });
  afterEach(() => {
    closeDialogs();
    behind.remove();
    vi.restoreAllMocks();
  });

  it('goes to the field of the dialog, in order', async () => {
    const opening = open(FieldDialog);
    expect(type('g', 'x', 'Backspace', 'e')).toEqual([true, true, true, true]);
    const dialog = await opening;
    expect(isDialogOpen()).toBe(true);
    type('n');
    await vi.waitFor(() => expect(field()?.value).toBe('gen'));
    expect((dialog.componentInstance as FieldDialog).heard).toBe(true);
    expect(heardBehind).toEqual([]);
    expect(type('e'), 'the dialog takes its own keys by now').toEqual([false]);
  });

  it('does not send or press what stands behind', async () => {
    const opening = open(FieldDialog);
    expect(type('Enter', ' ')).toEqual([true, true]);
    await opening;
    expect(heardBehind).toEqual([]);
  });

  it('is dropped where the dialog has no field', async () => {
    const opening = open(ButtonDialog);
    type('a');
    await opening;
    await vi.waitFor(() => expect(document.activeElement?.textContent).toBe('Yes'));
    expect(behind.value).toBe('');
    expect(type('b')).toEqual([false]);
  });

  it('takes what an on-screen keyboard writes', async () => {
    const opening = open(FieldDialog);
    const event = new InputEvent('beforeinput', {
      data: 'ab',
      inputType: 'insertText',
      bubbles: true,
      cancelable: true,
    });
    behind.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(true);
    await opening;
    await vi.waitFor(() => expect(field()?.value).toBe('ab'));
  });

  it('leaves shortcuts and keys that write nothing alone', async () => {
    const opening = open(FieldDialog);
    const shortcut = new KeyboardEvent('keydown', { key: 'r', ctrlKey: true, bubbles: true, cancelable: true });
    behind.dispatchEvent(shortcut);
    expect(shortcut.defaultPrevented).toBe(false);
    expect(type('Escape', 'Tab', 'F5')).toEqual([false, false, false]);
    await opening;
  });

  it('ends when the dialog cannot be loaded', async () => {
    const opening = TestBed.inject(TypeAhead).load(() => Promise.reject(new Error('no network')));
    expect(type('a')).toEqual([true]);
    await expect(opening).rejects.toThrow('no network');
    expect(type('b')).toEqual([false]);
  });
});
