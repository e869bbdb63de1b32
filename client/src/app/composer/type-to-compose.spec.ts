import { beforeEach, expect, it } from 'vitest';
import { startsTyping } from './type-to-compose.ts';

const page = document.createElement('div');
page.innerHTML = `
  <input><button>Button</button><div role="log" tabindex="0"><div data-index="1"><p data-stop>Row</p></div></div>
  <div role="menu"><button role="menuitem">Item</button></div>`;
const at = (selector: string) => page.querySelector(selector);

// Test files share a document.
beforeEach(() => document.querySelectorAll('mat-dialog-container, [role=dialog]').forEach((each) => each.remove()));

it.each([
  ['a letter at the list', 'a', {}, '[role=log]', true],
  ['a letter at a button', 'é', {}, 'button', true],
  ['an emoji of the keyboard', '🙂', {}, '[role=log]', true],
  ['what is pasted', 'v', { ctrlKey: true }, '[role=log]', true],
  ['a letter in a field', 'a', {}, 'input', false],
  ['a letter that a row knows', 'r', {}, '[data-stop]', false],
  ['a letter in a menu', 'a', {}, '[role=menuitem]', false],
  ['a space, which scrolls', ' ', {}, '[role=log]', false],
  ['an arrow', 'ArrowUp', {}, '[role=log]', false],
  ['a shortcut', 'k', { ctrlKey: true }, '[role=log]', false],
  ['a key of the browser', 'd', { altKey: true }, '[role=log]', false],
] as const)('%s', (_, key, held, selector, expected) => {
  const event = new KeyboardEvent('keydown', { key, ...held, bubbles: true });
  at(selector)?.dispatchEvent(event);
  expect(startsTyping(event)).toBe(expected);
});

it('is no key that was handled already', () => {
  const event = new KeyboardEvent('keydown', { key: '?', bubbles: true, cancelable: true });
  page.addEventListener('keydown', (pressed) => pressed.preventDefault(), { once: true });
  at('[role=log]')?.dispatchEvent(event);
  expect(startsTyping(event)).toBe(false);
});

it('is no key while a dialog is open, wherever the focus is', () => {
  const starts = () => {
    const event = new KeyboardEvent('keydown', { key: 'a', bubbles: true });
    at('[role=log]')?.dispatchEvent(event);
    return startsTyping(event);
  };
  const dialog = document.createElement('div');
  dialog.setAttribute('role', 'dialog');
  document.body.append(dialog);
  expect(starts()).toBe(false);
  dialog.remove();
  expect(starts()).toBe(true);
});
