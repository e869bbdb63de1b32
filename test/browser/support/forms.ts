import type { Locator, Page } from '@playwright/test';
import { PASSWORD } from './account.ts';
import type { Person } from './person.ts';

/** Chromium's error for a refused request, where the refusal is expected. */
export const REFUSED = /responded with a status of 4\d\d/;

export const box = (page: Page | Locator, name: string): Locator => page.getByRole('textbox', { name, exact: true });
export const button = (page: Page | Locator, name: string): Locator => page.getByRole('button', { name, exact: true });
export const link = (page: Page | Locator, name: string): Locator => page.getByRole('link', { name, exact: true });

export async function signIn({ page }: Person, username: string, password = PASSWORD): Promise<void> {
  await box(page, 'Username or e-mail').fill(username);
  await box(page, 'Password').fill(password);
  await button(page, 'Sign in').click();
}

export async function openSettings({ page }: Person, section: string): Promise<void> {
  await page.getByRole('button', { name: /Account and settings/ }).click();
  await page.getByRole('menuitem', { name: 'Settings' }).click();
  await link(page, section).click();
}
