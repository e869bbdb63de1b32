import { type Browser, type BrowserContext, expect, type Locator, type Page } from '@playwright/test';
import { codeFor } from '../../support/mailbox.ts';
import { startSessionDirectly } from './account-door.ts';
import { type Account, newName, PASSWORD } from './account.ts';
import { longPress } from './touch-gestures.ts';
import { Network } from './network.ts';

export interface BrowserOptions {
  phone?: boolean;
  dark?: boolean;
  language?: 'en-GB' | 'de-DE';
  size?: { width: number; height: number };
  timezone?: string;
  /** Device pixels for a CSS pixel. */
  scale?: number;
  /** The URL of the server, if not the shared server. */
  url?: string;
  /** Without the proxy that can be cut: the browser connects directly. */
  isDirect?: boolean;
  /**
   * Allows the service worker, so that pages open offline. Costs a second of CPU for each page: only where it matters.
   */
  withServiceWorker?: boolean;
}

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
const DESKTOP = { viewport: { width: 1280, height: 800 } };
const MESSAGE_BODY = 'parley-message-body, .tombstone';
/** Chromium's errors for an unreachable network; 504 is the service worker's, 503 that of a server that still starts. */
const UNREACHABLE =
  /Failed to load resource: (net::ERR_|the server responded with a status of 50[34])|WebSocket connection to/;

/** A user with a browser and a network of their own. */
export class Person {
  /** Errors in the console, violations of the content security policy, and requests to other hosts. */
  readonly errors: string[] = [];
  /** The display name. */
  name = '';
  private readonly expected: RegExp[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly network: Network,
    private readonly isOnPhone: boolean,
    private readonly home: string,
  ) {
    const complain = (text: string) => !this.expected.some((pattern) => pattern.test(text)) && this.errors.push(text);
    context.on(
      'console',
      (message) => message.type() === 'error' && complain(`${message.text()} ${message.location().url}`),
    );
    context.on('weberror', (thrown) => complain(thrown.error().message));
    context.on('request', (request) => isForeign(request.url(), home) && complain(`asks ${request.url()}`));
    page.on('websocket', (socket) => isForeign(socket.url(), home) && complain(`asks ${socket.url()}`));
  }

  static async arrive(browser: Browser, equipment: BrowserOptions): Promise<Person> {
    const { phone, dark, language, size, timezone, scale, url, withServiceWorker, isDirect } = equipment;
    const network = await Network.open();
    const home = url ?? process.env.PARLEY_URL ?? '';
    const context = await browser.newContext({
      baseURL: home,
      serviceWorkers: withServiceWorker ? 'allow' : 'block',
      colorScheme: dark ? 'dark' : 'light',
      // Without this, Chromium would bypass the proxy for local addresses.
      ...(!isDirect && { proxy: { server: network.address, bypass: '<-loopback>' } }),
      ...(phone ? PHONE : DESKTOP),
      ...(size && { viewport: size }),
      ...(language && { locale: language }),
      ...(scale && { deviceScaleFactor: scale }),
      ...(timezone && { timezoneId: timezone }),
    });
    return new Person(context, await context.newPage(), network, phone ?? false, home);
  }

  /** The same user in another tab. */
  async openTab(path: string): Promise<Person> {
    const page = await this.context.newPage();
    await page.goto(path);
    return Object.create(this, { page: { value: page } }) as Person;
  }

  async leave(): Promise<void> {
    await this.context.close();
    await this.network.close();
  }

  /** Marks an error in the console as expected. */
  allowError(error: RegExp): void {
    this.expected.push(error);
  }

  /** From now on failed requests are expected. */
  allowNetworkErrors(): void {
    this.allowError(UNREACHABLE);
  }

  /** Registers through the pages: form, mail, code. */
  async register(start: string): Promise<void> {
    this.name = newName(start);
    const email = `${this.name}@example.org`;
    await this.page.goto('/register');
    await this.page.getByRole('textbox', { name: 'Your name', exact: true }).fill(this.name);
    await this.page.getByRole('textbox', { name: 'Username', exact: true }).fill(this.name);
    await this.page.getByRole('textbox', { name: 'E-mail', exact: true }).fill(email);
    await this.page.getByRole('textbox', { name: 'Password', exact: true }).fill(PASSWORD);
    await this.page.getByRole('button', { name: 'Create account' }).click();
    await this.page.getByRole('textbox', { name: 'Code' }).fill(await codeFor(email));
    await expect(this.room('Lobby')).toBeVisible();
  }

  /** Signs in without the form, which `signIn` of `forms.ts` uses: at the shared server with a session written directly. */
  async signIn(account: Account, path = '/'): Promise<void> {
    this.name = account.name;
    if (this.home === process.env.PARLEY_URL) await this.addSession(account);
    else await this.requestSession(account);
    await this.page.goto(path);
    await this.page.locator('parley-rooms-shell').waitFor();
  }

  private async addSession({ id }: Account): Promise<void> {
    const cookies = Object.entries(await startSessionDirectly(id));
    await this.context.addCookies(cookies.map(([name, value]) => ({ name, value, url: this.home })));
  }

  /** The browser shares the cookies of its REST requests. */
  private async requestSession({ username }: Account): Promise<void> {
    const credentials = { login: username, password: PASSWORD };
    await this.context.request.post('/api/v1/auth/login', { data: credentials, failOnStatusCode: true });
  }

  /** The room in the list. */
  room(name: string): Locator {
    return this.page
      .getByRole('navigation', { name: 'Rooms' })
      .getByRole('link')
      .filter({ has: this.page.locator('.name').getByText(name, { exact: true }) });
  }

  async openRoom(name: string): Promise<void> {
    await this.goToRoomList();
    await this.room(name).click();
    await expect(this.page.getByRole('heading', { name, level: 1 })).toBeVisible();
  }

  /** A phone shows either the list or the room. */
  async goToRoomList(): Promise<void> {
    if (!this.isOnPhone) return;
    const back = this.page.getByRole('link', { name: 'Back to the rooms' });
    const add = this.page.getByRole('button', { name: 'New or join' });
    await expect(back.or(add)).toBeVisible();
    if (await back.isVisible()) await back.click();
  }

  get composer(): Locator {
    return this.page.getByLabel('Message', { exact: true });
  }

  async sendMessage(words: string): Promise<void> {
    await this.composer.fill(words);
    if (this.isOnPhone) await this.page.getByRole('button', { name: 'Send message' }).click();
    else await this.composer.press('Enter');
    await expect(this.composer).toHaveValue('');
  }

  /** The messages with this text, sent or in the outbox; without those that quote it. */
  message(words: string | RegExp): Locator {
    return this.page.getByRole('article').filter({ has: this.page.locator(MESSAGE_BODY, { hasText: words }) });
  }

  /** Expects the message exactly once. */
  async sees(words: string): Promise<void> {
    await expect(this.message(words)).toHaveCount(1);
  }

  /** Expects a message that the server has. */
  async seesSent(words: string): Promise<void> {
    await this.sees(words);
    await expect(this.message(words)).not.toContainText('Sending');
  }

  /** The messages of the room from top to bottom, with author and time. */
  async conversation(): Promise<string[]> {
    const articles = await this.page.getByRole('article').all();
    return Promise.all(
      articles.map(
        async (each) => `${await each.getAttribute('aria-label')}: ${await each.locator(MESSAGE_BODY).innerText()}`,
      ),
    );
  }

  /** The open menu of a message. */
  get menu(): Locator {
    return this.isOnPhone
      ? this.page.getByRole('dialog', { name: 'Message actions' })
      : this.page.getByRole('menu').first();
  }

  /** By a long press on a phone, else by the button. */
  async openMenu(words: string): Promise<void> {
    const message = this.message(words);
    if (this.isOnPhone) return longPress(this.page, message, this.menu);
    await message.hover();
    await message.getByRole('button', { name: 'Message actions' }).click();
    await expect(this.menu).toBeVisible();
  }

  /** @param action its name in the menu of a message */
  async choose(action: string, words: string): Promise<void> {
    await this.openMenu(words);
    await this.menu.getByRole(this.isOnPhone ? 'button' : 'menuitem', { name: action, exact: true }).click();
    await expect(this.menu).toHaveCount(0);
  }

  async chooseNew(what: 'New room' | 'New direct message' | 'Join with a code' | 'Browse public rooms'): Promise<void> {
    await this.goToRoomList();
    await this.page.getByRole('button', { name: 'New or join' }).click();
    await this.page.getByRole('menuitem', { name: what }).click();
  }

  /** @returns the invitation code */
  async createRoom(name: string): Promise<string> {
    await this.chooseNew('New room');
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
    await this.chooseNew('Join with a code');
    await this.page.getByRole('textbox', { name: 'Code' }).fill(code);
    await this.page.getByRole('button', { name: 'Join', exact: true }).click();
    await expect(this.page.getByRole('dialog')).toHaveCount(0);
  }

  /** The device knows that it is offline. */
  async loseNetwork(): Promise<void> {
    this.cutConnection();
    await this.context.setOffline(true);
  }

  async regainNetwork(): Promise<void> {
    this.network.restore();
    await this.context.setOffline(false);
  }

  /** Presses the button, unless the automatic retry comes first. */
  async retryNow(): Promise<void> {
    const retry = this.page.getByRole('button', { name: 'Retry now' });
    await expect(async () => {
      if (await retry.isVisible()) await retry.click({ timeout: 1_000 });
    }).toPass();
  }

  /** The network breaks further away: only the connection shows it. */
  cutConnection(): void {
    this.allowNetworkErrors();
    this.network.cut();
  }

  /** Pages still load. */
  refuseSockets(): void {
    this.allowNetworkErrors();
    this.network.refuseSockets();
  }
}

/** All users see this message once, and the server has it. */
export const allSee = (people: Person[], words: string): Promise<unknown> =>
  Promise.all(people.map((person) => person.seesSent(words)));

/** Both show the same messages with the same authors and times in the same order. */
export async function expectSameConversation(one: Person, other: Person): Promise<void> {
  for (const { page } of [one, other]) await expect(page.getByText('Sending …')).toHaveCount(0);
  await expect(async () => expect(await one.conversation()).toEqual(await other.conversation())).toPass();
}

function isForeign(url: string, home: string): boolean {
  const { protocol, host } = new URL(url);
  return !['data:', 'blob:'].includes(protocol) && host !== new URL(home).host;
}
