import { randomBytes } from 'node:crypto';
import { createDatabase } from '../support/services.mjs';
import { Account, newName } from './support/account.ts';
import { type Company, furnish } from './support/company.ts';
import { picture } from './support/files.ts';
import { type OwnServer, startOwnServer } from './support/own-server.ts';
import type { Person } from './support/person.ts';
import { type Look, Sights } from './support/sights.ts';
import { expect, test } from './support/test.ts';

const DESKTOP: [Look, ...Look[]] = [
  { name: 'desktop', size: { width: 1440, height: 900 } },
  { name: 'mirrored', size: { width: 1440, height: 900 }, mirrored: true },
  // What is left of a small laptop for whoever doubles everything.
  { name: 'doubled', size: { width: 640, height: 400 } },
];
const PHONE: [Look, ...Look[]] = [
  { name: 'phone', size: { width: 390, height: 844 } },
  { name: 'phone-mirrored', size: { width: 390, height: 844 }, mirrored: true },
  { name: 'narrow', size: { width: 320, height: 640 } },
];
const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

interface House extends Company {
  server: OwnServer;
  /** Where everything is long, mirrored, changed or taken back. */
  odd: { id: string };
  empty: { id: string };
  direct: { id: string };
}

let house: House;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  const name = `screens_${randomBytes(4).toString('hex')}`;
  const database = await createDatabase(process.env.TEST_DATABASE_URL ?? '', name);
  const server = await startOwnServer({ DATABASE_URL: database });
  const company = await furnish(server.url, database);
  const { ada } = company;
  const wordy = await Account.open(
    'Konstantin Alexander von und zu Dudelsack-Schmidt',
    server.url,
    'konstantin',
    `${newName('konstantin')}@example.org`, // one mailbox for all servers
  );
  const odd = await wordy.createRoomWith(
    [ada],
    `A room whose name is so long that it has to be cut: ${LONG}`.slice(0, 80),
    {
      topic: 'What we do here, in more words than fit into one line of any screen that there is, and then some more',
    },
  );
  await wordy.say(odd, `See https://example.org/a/very/long/address/${LONG.toLowerCase()}/that/does/not/end`);
  const question = await ada.say(odd, LONG);
  await wordy.say(odd, 'مرحبا بكم في Parley، كيف الحال؟ 🙂', question.id);
  await wordy.say(
    odd,
    '| Column | Another | A third |\n|---|---|---|\n| one | two | three and quite a few words more |\n\n```ts\nconst answer = await fetch("https://example.org/a/line/that/is/longer/than/any/screen/is/wide/at/least/on/phones");\n```',
  );
  const regret = await wordy.say(odd, 'Never mind');
  await wordy.ask('DELETE', `/messages/${regret.id}`);
  const slip = await ada.say(odd, 'I mind');
  await ada.ask('PATCH', `/messages/${slip.id}`, { body: 'I do mind' });
  for (const emoji of ['👍', '🎉', '🚀', '❤️', '😂', '👀', '🔥', '🙏', '💯']) await wordy.react(slip, emoji);
  await wordy.pin(question);
  const direct = await wordy.directRoomWith(ada);
  await wordy.say(direct, 'Between us');
  const empty = await ada.createRoom('Nothing yet');
  house = { ...company, server, odd, empty, direct };
});
test.afterAll(() => house?.server.close());

type Visit = (screen: string, open: () => Promise<unknown>) => Promise<void>;

/** Before anybody has signed in. */
async function outside({ page }: Person, visit: Visit): Promise<void> {
  const button = (name: string) => page.getByRole('button', { name });
  await visit('sign in', async () => {
    await page.goto('/nowhere-at-all');
    await expect(button('Sign in')).toBeVisible();
  });
  await visit('sign in with nothing', async () => {
    await button('Sign in').click();
    await expect(page.getByText('Please fill this in').first()).toBeVisible();
  });
  await visit('signed out', async () => {
    await page.goto('/sign-in?ended=refresh_reused');
    await expect(page.getByRole('status')).toBeVisible();
  });
  await visit('register', async () => {
    await page.goto('/register');
    await button('Create account').click();
    await expect(page.getByText('Please fill this in').first()).toBeVisible();
  });
  await visit('verify', async () => {
    await page.goto(`/verify?email=${LONG.toLowerCase()}@example.org`);
    await expect(page.getByRole('link', { name: 'Open the mailbox' })).toBeVisible();
  });
  await visit('forgot password', async () => {
    await page.goto('/forgot-password');
    await page.getByRole('textbox', { name: 'E-mail' }).fill('nobody@example.org');
    await button('Send the link').click();
    await expect(page.getByRole('status')).toContainText('nobody@example.org');
  });
  await visit('reset password', async () => {
    await page.goto('/reset-password#token=none');
    await expect(page.getByRole('textbox', { name: 'New password' })).toBeVisible();
  });
  await visit('reset password without a token', () => page.goto('/reset-password'));
  await visit('guest', async () => {
    await page.goto('/guest?code=ABC123');
    await expect(button('Join as a guest')).toBeVisible();
  });
}

/** Where people talk. */
async function talk(person: Person, visit: Visit): Promise<void> {
  const { page } = person;
  const dialog = page.getByRole('dialog');
  const button = (name: string | RegExp) =>
    page.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) });
  const tab = (name: string) => page.getByRole('tab', { name }).click();
  const details = () => button('Room details').click();
  const open = async ({ id }: { id: string }) => {
    await page.goto(`/rooms/${id}`);
    await expect(person.composer).toBeVisible();
  };
  const launch = async () => {
    await open(house.room);
    await person.sees('In short');
  };
  const menuOf = async (words: string) => {
    await launch();
    await person.message(words).hover();
    await person.message(words).getByRole('button', { name: 'Message actions' }).click();
    await expect(page.getByRole('menu')).toBeVisible();
  };
  await visit('no room open', async () => {
    await page.goto('/rooms');
    await expect(person.room('Launch week')).toBeVisible();
  });
  await visit('no such room', () => page.getByRole('searchbox', { name: 'Filter rooms' }).fill('zzz'));
  await visit('room', launch);
  await visit('panel, about', async () => {
    await details();
    await tab('About');
  });
  await visit('panel, members', () => tab('Members'));
  await visit('panel, files', () => tab('Files'));
  await visit('message menu', () => menuOf('The second for me'));
  await visit('composer, suggestions', async () => {
    await page.getByRole('menuitem', { name: 'Reply' }).click();
    await person.composer.fill('I answer **this**, and @gr');
    await expect(page.getByRole('option').first()).toBeVisible();
  });
  await visit('composer, reply with a picture', async () => {
    await launch();
    const file = await picture('a-picture-with-a-rather-long-name.png', 'teal');
    await page.locator('input[type=file]').first().setInputFiles(file);
    await expect(button(/^Remove a-picture/)).toBeVisible();
  });
  await visit('emoji picker', async () => {
    await button(/^Remove a-picture/).click();
    await button('Emoji').click();
    await expect(page.getByRole('searchbox', { name: 'Search emoji' })).toBeVisible();
  });
  await visit('lightbox', async () => {
    await launch();
    await button(/^Show picture/)
      .first()
      .click();
    await expect(dialog).toBeVisible();
  });
  await visit('date dialog', async () => {
    await launch();
    await button('Jump to a date').click();
    await expect(dialog).toBeVisible();
  });
  for (const [action, words] of [
    ['Forward …', 'In short'],
    ['Seen by', 'The second for me'],
  ] as const)
    await visit(action, async () => {
      await menuOf(words);
      await page.getByRole('menuitem', { name: action }).click();
      await expect(dialog).toBeVisible();
    });
  await visit('odd room', async () => {
    await open(house.odd);
    await person.sees('I do mind');
  });
  await visit('odd room, about', async () => {
    await details();
    await tab('About');
  });
  await visit('odd room, members', () => tab('Members'));
  await visit('empty room', async () => {
    await open(house.empty);
    await expect(page.getByText('Nothing here yet')).toBeVisible();
  });
  await visit('room settings', async () => {
    await details();
    await tab('About');
    await button('Room settings').click();
    await expect(dialog).toBeVisible();
  });
  await visit('confirm', async () => {
    await button('Delete room').click();
    await expect(page.getByText('Delete Nothing yet?')).toBeVisible();
  });
  await visit('direct room', () => open(house.direct));
  await visit('lobby', async () => {
    await open(await house.ada.lobby());
    await person.sees('Welcome');
  });
  await visit('room gone', async () => {
    await page.goto('/rooms/00000000-0000-7000-8000-000000000000');
    await expect(page.getByText('This room is not one of yours')).toBeVisible();
  });
  for (const what of ['New room', 'New direct message', 'Join with a code', 'Browse public rooms'] as const)
    await visit(what, async () => {
      await page.goto('/rooms');
      await person.begin(what);
      await expect(dialog).toBeVisible();
      await expect(dialog.locator('parley-skeleton-rows')).toHaveCount(0);
    });
  await visit('account menu', async () => {
    await page.goto('/rooms');
    await button(/Account and settings/).click();
    await expect(page.getByRole('menu')).toBeVisible();
  });
  await visit('status', async () => {
    await page.getByRole('menuitem', { name: 'Set a status' }).click();
    await expect(dialog).toBeVisible();
  });
  await visit('switcher', async () => {
    await page.goto('/rooms');
    await expect(person.room('Launch week')).toBeVisible();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('a');
    await expect(page.getByRole('option').first()).toBeVisible();
  });
  await visit('shortcuts', async () => {
    await page.goto('/rooms');
    await expect(person.room('Launch week')).toBeVisible();
    await page.keyboard.press('Control+/');
    await expect(dialog).toBeVisible();
  });
  const said = page.getByRole('searchbox', { name: 'What was said' });
  await visit('search', () => page.goto('/search'));
  await visit('search, found', async () => {
    await said.fill('the second');
    await expect(page.getByRole('list', { name: 'What was found' }).getByRole('listitem').first()).toBeVisible();
  });
  await visit('search, nothing', async () => {
    await said.fill('zzzyzx');
    await expect(page.getByText('Nothing found')).toBeVisible();
  });
}

/** One's own account, and the server's. */
async function pages({ page }: Person, visit: Visit): Promise<void> {
  for (const [path, ready] of [
    ['/settings/profile', 'Display name'],
    ['/settings/appearance', 'Dark'],
    ['/settings/notifications', 'Mail me what I missed'],
    ['/settings/privacy', 'Privacy'],
    ['/settings/security', 'This device'],
    ['/settings/data', 'Put my data together'],
    ['/settings/account', 'Delete my account'],
    ['/admin/people', 'Konstantin'],
    ['/admin/rooms', 'Tea kitchen'],
    ['/admin/server', 'Answers you'],
    ['/admin/audit', 'Signed in'],
    ['/join/ABC123', 'Join the room'],
  ] as const)
    await visit(path.slice(1), async () => {
      await page.goto(path);
      await expect(page.locator('main').getByText(ready).filter({ visible: true }).first()).toBeVisible();
      await expect(page.locator('parley-skeleton-rows')).toHaveCount(0);
    });
}

/** What one sees while something is missing. */
async function troubles(person: Person, visit: Visit): Promise<void> {
  const { page } = person;
  person.expectsNoNetwork();
  for (const path of ['/admin/people', '/admin/server', '/admin/audit'])
    await visit(`${path.slice(1)}, failed`, async () => {
      await page.route('**/api/v1/admin/**', (route) => route.abort());
      await page.goto(path);
      await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
    });
  await visit('room, without a network', async () => {
    await page.goto(`/rooms/${house.room.id}`);
    await person.sees('In short');
    person.cutLine();
    await expect(page.getByRole('button', { name: 'Retry now' })).toBeVisible();
  });
}

/** The phone is the harder one. The desk takes minutes more: for people who look at the pictures (see support/sights.ts). */
const TOURS = [
  ['On a phone', PHONE, true],
  ...(process.env.SCREENS ? ([['At a desk', DESKTOP, false]] as const) : []),
] as const;

for (const [name, looks, phone] of TOURS)
  test(`Every screen can be read and used: ${name}`, async ({ arrive }) => {
    test.setTimeout(400_000);
    const ada = await arrive({ url: house.server.url, phone, dark: phone, scale: 1, size: looks[0].size });
    ada.page.setDefaultTimeout(10_000);
    const sights = new Sights(ada, looks, phone);
    const visit: Visit = (screen, open) => sights.visit(screen, open);
    await outside(ada, visit);
    await ada.signIn(house.ada);
    await talk(ada, visit);
    await pages(ada, visit);
    await troubles(ada, visit);
    expect(sights.defects).toEqual([]);
  });
