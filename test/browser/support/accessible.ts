import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import type { Person } from './person.ts';

/** Expects no serious or critical finding of axe, and no sideways scrolling. */
export async function expectAccessible(person: Person): Promise<void> {
  // An element that fades in has too little contrast for a moment.
  await expect.poll(() => person.page.evaluate('document.getAnimations().length')).toBe(0);
  expect(await accessibilityDefects(person.page)).toEqual([]);
  await expectNoSidewaysScroll(person);
}

/**
 * The serious and critical findings of axe, each with the elements it is about.
 * @param rules only these, by their ids; all by default
 */
export async function accessibilityDefects(page: Page, rules?: string[]): Promise<string[]> {
  const builder = new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    // Within the page: the other mode opens a further page for each result, for frames of other origins. There are none.
    .setLegacyMode();
  const { violations } = await (rules ? builder.withRules(rules) : builder).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join(' ')}`);
}

async function expectNoSidewaysScroll({ page }: Person): Promise<void> {
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  expect(width).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
}
