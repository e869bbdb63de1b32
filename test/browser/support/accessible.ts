import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Person } from './person.ts';

/** Expects no serious or critical finding of axe, and no sideways scrolling. */
export async function expectAccessible(person: Person): Promise<void> {
  // An element that fades in has too little contrast for a moment.
  await expect.poll(() => person.page.evaluate('document.getAnimations().length')).toBe(0);
  const { violations } = await new AxeBuilder({ page: person.page }).analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(grave.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([]);
  await expectNoSidewaysScroll(person);
}

async function expectNoSidewaysScroll({ page }: Person): Promise<void> {
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  expect(width).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
}
