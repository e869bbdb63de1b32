import puppeteer, { type Page } from 'puppeteer-core';
import { requireFirefox } from '../../support/services/other-browsers.mjs';
import type { BrowserDriver, Tab } from './browser-driver.ts';

/** Firefox by WebDriver BiDi, which it speaks itself. */
export async function startFirefox(proxy: string): Promise<BrowserDriver> {
  const [host, port] = proxy.split(':');
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: requireFirefox(),
    headless: true,
    defaultViewport: { width: 1280, height: 800 },
    extraPrefsFirefox: {
      'network.proxy.type': 1,
      'network.proxy.http': host,
      'network.proxy.http_port': Number(port),
      'network.proxy.ssl': host,
      'network.proxy.ssl_port': Number(port),
      'network.proxy.allow_hijacking_localhost': true,
      'network.proxy.no_proxies_on': '',
      'intl.accept_languages': 'en-GB',
      // Without a screen it sees no mouse, and takes itself for a phone: fine pointer, hover.
      'ui.primaryPointerCapabilities': 6,
      'ui.allPointerCapabilities': 6,
      // Errands of its own.
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
    },
  });
  return {
    newTab: async () => tabOf(await browser.newPage()),
    quit: () => browser.close(),
  };
}

const tabOf = (page: Page): Tab => ({
  open: async (url) => {
    await page.goto(url, { waitUntil: 'load' });
  },
  read: async <T>(expression: string) => (await page.evaluate(expression)) as T,
  click: (selector) => page.click(selector),
  type: (text) => page.keyboard.type(text),
  pressEnter: () => page.keyboard.press('Enter'),
  wheel: async (selector, pixels) => {
    await page.hover(selector);
    await page.mouse.wheel({ deltaY: pixels });
  },
  chooseFile: async (selector, path) => {
    const input = await page.$(selector);
    if (!input) throw new Error(`There is no ${selector}`);
    await input.uploadFile(path);
  },
  close: () => page.close(),
});
