import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Person } from './person.ts';

/** No finding that keeps people out, and nothing to scroll sideways. */
export async function isAccessible(person: Person): Promise<void> {
  // What still fades in has too little contrast for a moment.
  await expect.poll(() => person.page.evaluate('document.getAnimations().length')).toBe(0);
  const { violations } = await new AxeBuilder({ page: person.page }).analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(grave.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([]);
  await fits(person);
}

async function fits({ page }: Person): Promise<void> {
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  expect(width).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
}
