import { type Browser, type BrowserContext, expect, type Locator, type Page } from '@playwright/test';
import { codeFor } from '../../support/mailbox.ts';
import { type Account, newName, PASSWORD } from './account.ts';
import { hold } from './finger.ts';
import { Network } from './network.ts';

export interface Equipment {
  phone?: boolean;
  dark?: boolean;
  language?: 'en-GB' | 'de-DE';
  size?: { width: number; height: number };
  timezone?: string;
  /** Pixels of the screen for one of the page. */
  scale?: number;
  /** Of the server, when it is not the one all tests share. */
  url?: string;
  /** Without the network that can be cut: the browser finds the server by itself. */
  isDirect?: boolean;
  /** Keeps the app, so that its pages open without a network. Takes a page a second of a processor: only where it matters. */
  keepsApp?: boolean;
}

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
const DESKTOP = { viewport: { width: 1280, height: 800 } };
const WORDS = 'parley-message-body, .tombstone';
/** How Chromium reports that the network is away, 504 being the service worker's word for it; to be expected of a cut one. */
const UNREACHABLE =
  /Failed to load resource: (net::ERR_|the server responded with a status of 504)|WebSocket connection to/;

/** Somebody with a browser and a network of their own. */
export class Person {
  /** What no visit may bring: errors in the console, broken promises of the content policy, requests elsewhere. */
  readonly complaints: string[] = [];
  /** As others see it. */
  name = '';
  private readonly expected: RegExp[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly network: Network,
    private readonly isOnPhone: boolean,
    home: string,
  ) {
    const complain = (text: string) => !this.expected.some((one) => one.test(text)) && this.complaints.push(text);
    context.on('console', (said) => said.type() === 'error' && complain(`${said.text()} ${said.location().url}`));
    context.on('weberror', (thrown) => complain(thrown.error().message));
    context.on('request', (request) => isElsewhere(request.url(), home) && complain(`asks ${request.url()}`));
    page.on('websocket', (socket) => isElsewhere(socket.url(), home) && complain(`asks ${socket.url()}`));
  }

  static async arrive(browser: Browser, equipment: Equipment): Promise<Person> {
    const { phone, dark, language, size, timezone, scale, url, keepsApp, isDirect } = equipment;
    const network = await Network.open();
    const home = url ?? process.env.PARLEY_URL ?? '';
    const context = await browser.newContext({
      baseURL: home,
      serviceWorkers: keepsApp ? 'allow' : 'block',
      colorScheme: dark ? 'dark' : 'light',
      // Without this, Chromium would go round the proxy to whatever is on this machine.
      ...(!isDirect && { proxy: { server: network.address, bypass: '<-loopback>' } }),
      ...(phone ? PHONE : DESKTOP),
      ...(size && { viewport: size }),
      ...(language && { locale: language }),
      ...(scale && { deviceScaleFactor: scale }),
      ...(timezone && { timezoneId: timezone }),
    });
    return new Person(context, await context.newPage(), network, phone ?? false, home);
  }

  /** The same person at another tab of theirs. */
  async openTab(path: string): Promise<Person> {
    const page = await this.context.newPage();
    await page.goto(path);
    return Object.create(this, { page: { value: page } }) as Person;
  }

  async leave(): Promise<void> {
    await this.context.close();
    await this.network.close();
  }

  /** Says that an error in the console is part of the test. */
  expects(error: RegExp): void {
    this.expected.push(error);
  }

  /** From here on requests may fail. */
  expectsNoNetwork(): void {
    this.expects(UNREACHABLE);
  }

  /** From nothing to the room list, as people do it: form, mail, code. */
  async register(start: string): Promise<void> {
    this.name = newName(start);
    const email = `${this.name}@example.org`;
    await this.page.goto('/');
    await this.page.getByRole('link', { name: 'Create account' }).click();
    await this.page.getByRole('textbox', { name: 'Username', exact: true }).fill(this.name);
    await this.page.getByRole('textbox', { name: 'E-mail', exact: true }).fill(email);
    await this.page.getByRole('textbox', { name: 'Password', exact: true }).fill(PASSWORD);
    await this.page.getByRole('button', { name: 'Create account' }).click();
    await this.page.getByRole('textbox', { name: 'Code' }).fill(await codeFor(email));
    await expect(this.room('Lobby')).toBeVisible();
  }

  /** By the REST door, which the pages of a browser share their cookies with; `signIn` of `forms.ts` does it as people do. */
  async signIn(account: Account, path = '/'): Promise<void> {
    this.name = account.name;
    const credentials = { login: account.username, password: PASSWORD };
    await this.context.request.post('/api/v1/auth/login', { data: credentials, failOnStatusCode: true });
    await this.page.goto(path);
    await this.page.locator('parley-rooms-shell').waitFor();
  }

  /** A room in the list. */
  room(name: string): Locator {
    return this.page
      .getByRole('navigation', { name: 'Rooms' })
      .getByRole('link')
      .filter({ has: this.page.getByText(name, { exact: true }) });
  }

  async openRoom(name: string): Promise<void> {
    await this.toRooms();
    await this.room(name).click();
    await expect(this.page.getByRole('heading', { name, level: 1 })).toBeVisible();
  }

  /** On a phone the list and the room take turns. */
  async toRooms(): Promise<void> {
    if (!this.isOnPhone) return;
    const back = this.page.getByRole('link', { name: 'Back to the rooms' });
    const add = this.page.getByRole('button', { name: 'New or join' });
    await expect(back.or(add)).toBeVisible();
    if (await back.isVisible()) await back.click();
  }

  get composer(): Locator {
    return this.page.getByLabel('Message', { exact: true });
  }

  async say(words: string): Promise<void> {
    await this.composer.fill(words);
    if (this.isOnPhone) await this.page.getByRole('button', { name: 'Send message' }).click();
    else await this.composer.press('Enter');
    await expect(this.composer).toHaveValue('');
  }

  /** The messages with these words, sent or on their way; not those that quote them. */
  message(words: string | RegExp): Locator {
    return this.page.getByRole('article').filter({ has: this.page.locator(WORDS, { hasText: words }) });
  }

  /** Exactly once. */
  async sees(words: string): Promise<void> {
    await expect(this.message(words)).toHaveCount(1);
  }

  /** Words of a message that the server has. */
  async seesSent(words: string): Promise<void> {
    await this.sees(words);
    await expect(this.message(words)).not.toContainText('Sending');
  }

  /** What the room shows from top to bottom, with who and when. */
  async conversation(): Promise<string[]> {
    const articles = await this.page.getByRole('article').all();
    return Promise.all(
      articles.map(
        async (each) => `${await each.getAttribute('aria-label')}: ${await each.locator(WORDS).innerText()}`,
      ),
    );
  }

  /** What one can do with a message, while it is open. */
  get menu(): Locator {
    return this.isOnPhone
      ? this.page.getByRole('dialog', { name: 'Message actions' })
      : this.page.getByRole('menu').first();
  }

  /** Fingers stay on the message, a mouse finds its button. */
  async openMenu(words: string): Promise<void> {
    const message = this.message(words);
    if (this.isOnPhone) return hold(this.page, message, this.menu);
    await message.hover();
    await message.getByRole('button', { name: 'Message actions' }).click();
    await expect(this.menu).toBeVisible();
  }

  /** @param action as the menu of a message calls it */
  async choose(action: string, words: string): Promise<void> {
    await this.openMenu(words);
    await this.menu.getByRole(this.isOnPhone ? 'button' : 'menuitem', { name: action, exact: true }).click();
    await expect(this.menu).toHaveCount(0);
  }

  async begin(what: 'New room' | 'New direct message' | 'Join with a code' | 'Browse public rooms'): Promise<void> {
    await this.toRooms();
    await this.page.getByRole('button', { name: 'New or join' }).click();
    await this.page.getByRole('menuitem', { name: what }).click();
  }

  /** @returns the code with which others can join */
  async createRoom(name: string): Promise<string> {
    await this.begin('New room');
    await this.page.getByRole('textbox', { name: 'Name' }).fill(name);
    await this.page.getByRole('radio', { name: /^Private/ }).check();
    await this.page.getByRole('button', { name: 'Create room' }).click();
    await expect(this.page.getByRole('heading', { name, level: 1 })).toBeVisible();
    await this.page.getByRole('button', { name: 'Room details' }).click();
    const code = await this.page.locator('code').innerText();
    await this.page.getByRole('button', { name: 'Close details' }).click();
    return code;
  }

  async joinByCode(code: string): Promise<void> {
    await this.begin('Join with a code');
    await this.page.getByRole('textbox', { name: 'Code' }).fill(code);
    await this.page.getByRole('button', { name: 'Join', exact: true }).click();
    await expect(this.page.getByRole('dialog')).toHaveCount(0);
  }

  /** As in a lift: the device knows that it has no network. */
  async loseNetwork(): Promise<void> {
    this.cutLine();
    await this.context.setOffline(true);
  }

  async regainNetwork(): Promise<void> {
    this.network.restore();
    await this.context.setOffline(false);
  }

  /** Presses the button, unless the next try comes by itself just then. */
  async retryNow(): Promise<void> {
    const retry = this.page.getByRole('button', { name: 'Retry now' });
    await expect(async () => {
      if (await retry.isVisible()) await retry.click({ timeout: 1_000 });
    }).toPass();
  }

  /** As when it breaks further away: only the connection tells. */
  cutLine(): void {
    this.expectsNoNetwork();
    this.network.cut();
  }

  /** Pages still load. */
  refuseSockets(): void {
    this.expectsNoNetwork();
    this.network.refuseSockets();
  }
}

/** All of them see these words, once, and the server has them. */
export const bothSee = (people: Person[], words: string): Promise<unknown> =>
  Promise.all(people.map((person) => person.seesSent(words)));

/** The same messages by the same people at the same times in the same order. */
export async function seeTheSame(one: Person, other: Person): Promise<void> {
  for (const { page } of [one, other]) await expect(page.getByText('Sending …')).toHaveCount(0);
  await expect(async () => expect(await one.conversation()).toEqual(await other.conversation())).toPass();
}

function isElsewhere(url: string, home: string): boolean {
  const { protocol, host } = new URL(url);
  return !['data:', 'blob:'].includes(protocol) && host !== new URL(home).host;
}
