import { TestBed } from '@angular/core/testing';
import { describe, expect, it } from 'vitest';
import { setUp } from '../testing/page.ts';
import { isolated, IsolatedText, withoutIsolates } from './isolated-text.ts';

const draw = async (text: string) => {
  await setUp();
  const drawn = TestBed.createComponent(IsolatedText);
  drawn.componentRef.setInput('text', text);
  await drawn.whenStable();
  return drawn.nativeElement as HTMLElement;
};

describe('a name within a sentence', () => {
  it('is an element of its own, so that it turns nothing around it', async () => {
    const element = await draw(`${isolated('عدنان')} removed ${isolated('Ben')}`);
    expect([...element.querySelectorAll('bdi')].map((name) => name.textContent)).toEqual(['عدنان', 'Ben']);
    expect(element.textContent).toBe('عدنان removed Ben');
  });

  it.each(['Admin\u202eexe.gpj', '\u2067Admin', 'Ad\u2069min\u202d', '\u200fAdmin\u061c'])(
    'has no control of direction: %j',
    async (name) => {
      const element = await draw(`${isolated(name)} joined`);
      expect(element.textContent).toBe(`${name.replace(/[^A-Za-z.]/g, '')} joined`);
    },
  );

  it('is plain text in a label', () => {
    expect(withoutIsolates(`${isolated('Ada')} joined`)).toBe('Ada joined');
  });
});
