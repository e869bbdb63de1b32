import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { setUp } from '../testing/page.ts';
import { highlightCode } from './syntax-highlighting.ts';
import type { Mentioned } from './mentioned-names.ts';
import { MessageBody } from './message-body.ts';

describe('the text of a message', () => {
  let drawn: ComponentFixture<MessageBody>;
  const element = () => drawn.nativeElement as HTMLElement;
  const draw = async (body: string, mentioned: [string, Mentioned][] = []) => {
    drawn.componentRef.setInput('body', body);
    drawn.componentRef.setInput('mentioned', new Map(mentioned));
    await drawn.whenStable();
  };

  beforeEach(async () => {
    await setUp();
    drawn = TestBed.createComponent(MessageBody);
  });

  it('is drawn as elements, never as markup of its author', async () => {
    await draw('**bold** <img src=x onerror=alert(1)>\n\n| a |\n|---|\n| `b` |');
    expect(element().querySelector('strong')?.textContent).toBe('bold');
    expect(element().querySelector('img')).toBeNull();
    expect(element().textContent).toContain('<img src=x onerror=alert(1)>');
    expect(element().querySelector('td code')?.textContent).toBe('b');
  });

  it('links to other servers in another tab, and to this server in this one', async () => {
    await draw(`https://example.org ${location.origin}/rooms/1?at=4 ${location.origin}/api/docs`);
    const links = [...element().querySelectorAll('a')];
    expect(links.map((link) => link.target)).toEqual(['_blank', '', '_blank']);
    expect(links[0]?.rel).toContain('noopener');
    expect(links[1]?.getAttribute('href')).toBe('/rooms/1?at=4');
  });

  it('highlights mentions', async () => {
    await draw('**@ada** and `@ada` and @bob', [['ada', { name: null, own: true }]]);
    expect([...element().querySelectorAll('.mention')].map((each) => each.textContent)).toEqual(['@ada']);
    expect(element().querySelector('.mention')?.classList).toContain('own');
  });

  it('draws people by their display names, and tells what was typed', async () => {
    await draw('@ada.Please', [['ada', { name: 'Ada Lovelace', own: false }]]);
    const mention = element().querySelector('.mention');
    expect(mention?.textContent).toBe('@Ada Lovelace');
    expect(mention?.getAttribute('title')).toBe('@ada');
    expect(element().textContent).toBe('@Ada Lovelace.Please');
  });

  it('draws a mention by the longest name that is one, and the rest as text', async () => {
    await draw('@ada.Please _@bob_ @carol [@ada](https://example.org)', [
      ['ada', { name: null, own: true }],
      ['bob', { name: null, own: false }],
    ]);
    expect([...element().querySelectorAll('.mention')].map((each) => each.textContent)).toEqual(['@ada', '@bob']);
    expect(element().querySelector('em .mention')?.textContent).toBe('@bob');
    expect(element().textContent).toBe('@ada.Please @bob @carol @ada');
  });

  it('names the address of a link whose words are others', async () => {
    await draw('[plan](https://example.org/plan) https://example.org/');
    expect([...element().querySelectorAll('a')].map((link) => link.getAttribute('title'))).toEqual([
      'https://example.org/plan',
      null,
    ]);
  });

  it('draws the numbers of a list as they were typed', async () => {
    await draw('3. c\n1. a\n2. b');
    expect([...element().querySelectorAll('li')].map(({ value }) => value)).toEqual([3, 1, 2]);
    await draw('007) Bond');
    expect(element().querySelector('li')?.style.listStyleType).toBe('"007) "');
  });

  it('keeps code as it was typed', async () => {
    await draw('```ts\nlet a  = 1;\n\n  b();\n```');
    expect(element().querySelector('pre')?.textContent).toBe('let a  = 1;\n\n  b();');
  });

  it.each([
    ['👍🏽', true],
    ['🎉 👩‍👩‍👧 ❤️', true],
    ['ok 👍', false],
    ['123', false],
    ['', false],
  ])('is large when %j is nothing but a few emoji: %s', async (body, large) => {
    await draw(body);
    expect(element().classList.contains('large')).toBe(large);
  });
});

describe('syntax highlighting', () => {
  it('keeps every character', async () => {
    const code = 'const a: string = `b${1 + 2}`; // c';
    const shades = (await highlightCode(code, 'ts')) ?? [];
    expect(shades.map(({ text }) => text).join('')).toBe(code);
    expect(shades.find(({ text }) => text === 'const')?.scope).toBe('keyword');
    expect(shades.at(-1)).toEqual({ text: '// c', scope: 'comment' });
  });

  it.each(['', 'klingon', 'constructor'])('guesses no language for %j', async (language) => {
    expect(await highlightCode('a', language)).toBeNull();
  });
});
