import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { Builder, By, Capabilities, Key, type WebDriver, type WebElement } from 'selenium-webdriver';
import { freePort } from '../../../deploy/local/port.mjs';
import { killWithThisProcess } from '../../../deploy/local/watchdog.mjs';
import { requireWebKit } from '../../support/services/other-browsers.mjs';
import type { BrowserDriver, Tab } from './browser-driver.ts';

/** Runs in the page: the driver's own wheel takes seconds for a turn. */
const SCROLL = `
  arguments[0].dispatchEvent(new WheelEvent('wheel', { deltaY: arguments[1], bubbles: true }));
  arguments[0].scrollTop += arguments[1];`;
const START_MS = 15_000;
const LOOK_AGAIN_MS = 100;

/** WebKitGTK's MiniBrowser by W3C WebDriver, on a display of its own. */
export async function startWebKit(proxy: string): Promise<BrowserDriver> {
  const programs = requireWebKit();
  const display = `:${100 + (process.pid % 20_000)}${Date.now() % 100}`;
  const port = await freePort();
  const screen = start(programs.display, [display, '-screen', '0', '1280x900x24', '-nolisten', 'tcp']);
  const driver = start(programs.driver, [`--port=${port}`], { DISPLAY: display, LANGUAGE: 'en_GB', LC_ALL: 'C.UTF-8' });
  const stop = () => {
    driver.kill();
    screen.kill();
  };
  try {
    await answers(`http://127.0.0.1:${port}/status`);
    const browser = await new Builder()
      .usingServer(`http://127.0.0.1:${port}`)
      .withCapabilities(capabilities(programs.browser, proxy))
      .build();
    return browserOf(browser, stop);
  } catch (error) {
    stop();
    throw error;
  }
}

function capabilities(binary: string, proxy: string): Capabilities {
  return new Capabilities({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': { binary, args: ['--automation'] },
    proxy: { proxyType: 'manual', httpProxy: proxy, sslProxy: proxy },
  });
}

function browserOf(browser: WebDriver, stop: () => void): BrowserDriver {
  let isFirst = true;
  return {
    newTab: async () => {
      if (!isFirst) await browser.switchTo().newWindow('tab');
      isFirst = false;
      return tabOf(browser, await browser.getWindowHandle());
    },
    quit: async () => {
      await browser.quit().catch(() => undefined);
      stop();
    },
  };
}

function tabOf(browser: WebDriver, handle: string): Tab {
  const here = () => browser.switchTo().window(handle);
  const find = async (selector: string): Promise<WebElement> => {
    await here();
    return browser.findElement(By.css(selector));
  };
  const typing = async (keys: string) => {
    await here();
    await browser.switchTo().activeElement().sendKeys(keys);
  };
  return {
    open: async (url) => {
      await here();
      await browser.get(url);
    },
    read: async (expression) => {
      await here();
      return browser.executeScript(`return (${expression})`);
    },
    click: async (selector) => (await find(selector)).click(),
    type: typing,
    pressEnter: () => typing(Key.ENTER),
    wheel: async (selector, pixels) => {
      await browser.executeScript(SCROLL, await find(selector), pixels);
    },
    chooseFile: async (selector, path) => (await find(selector)).sendKeys(path),
    close: async () => {
      await here();
      await browser.close();
    },
  };
}

function start(program: string, options: string[], env: Record<string, string> = {}) {
  const child = spawn(program, options, { stdio: 'ignore', env: { ...process.env, ...env } });
  if (child.pid === undefined) throw new Error(`${program} does not start`);
  const letGo = killWithThisProcess(child.pid, 'SIGKILL', {});
  child.once('exit', letGo);
  return child;
}

async function answers(url: string): Promise<void> {
  for (const end = Date.now() + START_MS; Date.now() < end;) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await delay(LOOK_AGAIN_MS);
  }
  throw new Error(`${url} does not answer`);
}
