import { expect } from '@playwright/test';
import { type Account, PASSWORD } from '../../browser/support/account.ts';
import { Network } from '../../browser/support/network.ts';
import type { BrowserDriver, StartBrowser, Tab } from './browser-driver.ts';

const SETTLE_MS = 5_000;
const HOME = () => process.env.PARLEY_URL ?? '';
const BODIES = `[...document.querySelectorAll('[role=article] parley-message-body, article parley-message-body')]`;

/** A user with a browser and a network of their own, as `Person` of test/browser. */
export class Visitor {
  private constructor(
    private readonly browser: BrowserDriver,
    readonly network: Network,
    readonly tab: Tab,
  ) {}

  static async arrive(start: StartBrowser): Promise<Visitor> {
    const network = await Network.open();
    const browser = await start(new URL(network.address).host);
    return new Visitor(browser, network, await browser.newTab());
  }

  /** The same user in another tab. */
  async openTab(path: string): Promise<Visitor> {
    const tab = await this.browser.newTab();
    await tab.open(HOME() + path);
    return new Visitor(this.browser, this.network, tab);
  }

  async leave(): Promise<void> {
    await this.browser.quit();
    await this.network.close();
  }

  open(path: string): Promise<void> {
    return this.tab.open(HOME() + path);
  }

  /** By the form. */
  async signIn(account: Account, path = '/'): Promise<void> {
    await this.open(`/sign-in?next=${encodeURIComponent(path)}`);
    await this.fill('input[autocomplete=username]', account.username);
    await this.fill('input[type=password]', PASSWORD);
    await this.tab.pressEnter();
    await this.shows('parley-rooms-shell');
  }

  async fill(selector: string, text: string): Promise<void> {
    await this.click(selector);
    await this.tab.type(text);
  }

  /** Clicks an element once it is there. */
  async click(selector: string): Promise<void> {
    await this.shows(selector);
    await this.clickOnceSettled(selector);
  }

  /** What opens with an animation takes no click before its end. */
  private async clickOnceSettled(selector: string): Promise<void> {
    await expect(() => this.tab.click(selector)).toPass({ timeout: SETTLE_MS });
  }

  /** Clicks the element of a kind that holds these words. */
  async clickWords(selector: string, words: string): Promise<void> {
    const mark = `[...document.querySelectorAll(${JSON.stringify(selector)})]
      .find((each) => each.textContent.includes(${JSON.stringify(words)}))?.setAttribute('data-wanted', '') !== undefined`;
    await expect.poll(() => this.tab.read(`(${mark}) || document.querySelector('[data-wanted]') !== null`)).toBe(true);
    await this.clickOnceSettled('[data-wanted]');
  }

  async shows(selector: string, count?: number): Promise<void> {
    const found = expect.poll(
      () => this.tab.read<number>(`document.querySelectorAll(${JSON.stringify(selector)}).length`),
      { message: selector },
    );
    await (count === undefined ? found.toBeGreaterThan(0) : found.toBe(count));
  }

  async send(words: string): Promise<void> {
    await this.fill('parley-composer textarea', words);
    await this.tab.pressEnter();
    await expect.poll(() => this.tab.read(`document.querySelector('parley-composer textarea').value`)).toBe('');
  }

  /** Expects the message exactly once, whether the server has it or not. */
  async sees(words: string): Promise<void> {
    await expect
      .poll(
        () => this.tab.read(`${BODIES}.filter((each) => each.textContent.includes(${JSON.stringify(words)})).length`),
        {
          message: words,
        },
      )
      .toBe(1);
  }

  /** Expects a message that the server has, exactly once. */
  async seesSent(words: string): Promise<void> {
    await this.sees(words);
    await expect.poll(() => this.text(), { message: `${words} is sent` }).not.toContain('Sending');
  }

  text(): Promise<string> {
    return this.tab.read('document.body.innerText');
  }
}
