import type { SubscriptionList } from '../../../src/integrations/subscriptions/subscriptions.dto.ts';
import { believes, WebhookReceiver } from '../../support/services/webhook-receiver.ts';
import { expectAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import { box, button, REFUSED } from '../support/forms.ts';
import { expect, test } from '../support/test.ts';

/** A folder for pictures of the screens, to look at. */
const SCREENS = process.env.SCREENS;
/** In the page: whether the content of the dialog would have to be moved sideways. */
const WIDER_THAN_ITSELF = `(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)(document.querySelector('mat-dialog-content'))`;

test('The owner of a room has its events sent to another server, which goes away and refuses some', async ({
  startServer,
  arrive,
}) => {
  test.setTimeout(180_000);
  const server = await startServer({ OUTBOUND_ALLOW: '127.0.0.0/8' });
  const receiver = await WebhookReceiver.start();
  const administrator = await arrive({ url: server.url });
  await administrator.register('first');
  const owner = await Account.register('Owner', server.url);
  const room = await owner.createRoom('Operations');
  const ada = await arrive({ url: server.url });
  await ada.signIn(owner, `/rooms/${room.id}`);
  ada.allowError(REFUSED); // of an address that nothing is sent to
  const { page } = ada;
  const pictures = async (name: string, person = ada) => {
    if (!SCREENS) return;
    for (const [size, width, height, dark] of [
      ['wide', 1440, 900, false],
      ['phone', 390, 844, true],
      ['narrow', 320, 640, false],
    ] as const) {
      await person.page.setViewportSize({ width, height });
      await person.page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
      await person.page.screenshot({ path: `${SCREENS}/subscriptions-${name}-${size}.png` });
    }
    await person.page.emulateMedia({ colorScheme: 'light' });
    await person.page.setViewportSize({ width: 1280, height: 800 });
  };
  const open = async () => {
    await button(page, 'Connections').click();
    await expect(dialog).toBeVisible();
  };
  const dialog = page.getByRole('dialog', { name: 'Connections' });
  const say = (body: string) => ada.sendMessage(body);
  let secret = '';

  await test.step('It is made, and its secret is shown once', async () => {
    await button(page, 'Room details').click();
    await open();
    await button(dialog, 'Send events to another server').click();
    await box(dialog, 'Name of the receiver').fill('Tickets');
    await box(dialog, 'Address of its receiver').fill('http://192.168.0.1/');
    await button(dialog, 'Subscribe').click();
    await expect(box(dialog, 'Address of its receiver')).toHaveAccessibleDescription(/https/);
    await box(dialog, 'Address of its receiver').fill(receiver.url);
    await dialog.getByRole('checkbox', { name: /Message deleted/ }).check();
    await expectAccessible(ada);
    await pictures('new');
    await button(dialog, 'Subscribe').click();
    const shown = dialog.getByLabel('Secret', { exact: true });
    await expect(shown).toContainText('whsec_');
    secret = (await shown.textContent()) ?? '';
    await expectAccessible(ada);
    await pictures('made');
    await page.keyboard.press('Escape');
    await expect(shown).toBeVisible();
    await button(dialog, 'Manage “Tickets”').click();
    await button(dialog, 'Send a test event').click();
    await expect(dialog.getByText('Taken (204)')).toBeVisible();
    await button(dialog, 'Close').click();
  });

  await test.step('What is said arrives, signed; what is refused is sent again', async () => {
    receiver.reply = ({ body }) => ({ status: body.includes('bad') ? 422 : 204 });
    await say('a bad one');
    await say('a good one');
    await expect.poll(() => receiver.told(room.id), { timeout: 20_000 }).toEqual(['message.created a good one']);
    expect(receiver.requests.every((request) => believes(secret, request))).toBe(true);
    await open();
    await button(dialog, 'Manage “Tickets”').click();
    const refused = dialog.getByRole('list', { name: 'Refused events of “Tickets”' }).getByRole('listitem');
    await expect(refused).toContainText([/New message \(422\)/]);
    await expectAccessible(ada);
    await pictures('refused');
    receiver.reply = () => ({ status: 204 });
    await refused.getByRole('button', { name: /Send again/ }).click();
    await expect(refused).toHaveCount(0);
    expect(receiver.told(room.id)).toEqual(['message.created a good one', 'message.created a bad one']);
    await button(dialog, 'Close').click();
  });

  await test.step('It is behind while the receiver is away, and paused by hand', async () => {
    await receiver.close();
    await say('nobody listens');

    await expect
      .poll(async () => (await owner.ask<SubscriptionList>('GET', '/subscriptions')).items[0]?.failingSince, {
        timeout: 20_000,
      })
      .not.toBeNull();
    await open();
    const row = dialog.getByRole('list', { name: 'Events to other servers' }).getByRole('listitem').first();
    await expect(row).toContainText('Behind');
    await expect(row).toContainText('1 change waits');
    await pictures('behind');
    await button(dialog, 'Manage “Tickets”').click();
    await dialog.getByRole('switch', { name: 'Sends events' }).click();
    await expect(row).toContainText('Paused');
    await expect(row).toContainText('Switched off');
    await receiver.open();
    await dialog.getByRole('switch', { name: 'Sends events' }).click();
    await expect(row).not.toContainText('Paused');
    await expect.poll(() => receiver.told(room.id).at(-1), { timeout: 20_000 }).toBe('message.created nobody listens');

    await button(dialog, 'Close').click();
  });

  await test.step('An administrator sees it, and ends it', async () => {
    const { page: theirs } = administrator;
    await theirs.goto('/admin/integrations');
    await theirs.getByLabel('Kind', { exact: true }).selectOption('Subscriptions');
    const list = theirs.getByRole('list', { name: 'Events to other servers' });
    await expect(list).toContainText('Tickets');
    await button(theirs, 'Manage “Tickets”').click();
    await expect(button(theirs, 'Send a test event')).toHaveCount(0);
    await expectAccessible(administrator);
    await pictures('admin', administrator);
    await button(theirs, 'Delete').click();
    await button(theirs.getByRole('dialog'), 'Delete').click();
    await expect(list).toHaveCount(0);
  });
  await receiver.close();
});

test('On a dark phone in German it fits', async ({ startServer, arrive }) => {
  const server = await startServer({ OUTBOUND_ALLOW: '127.0.0.0/8' });
  const receiver = await WebhookReceiver.start();
  const owner = await Account.register('Ada', server.url);
  const room = await owner.createRoom('Betrieb');
  await owner.ask('POST', '/subscriptions', {
    name: 'Ticketsystem der Haustechnik',
    url: receiver.url,
    events: ['message.created', 'reaction.changed', 'member.joined'],
    roomIds: [room.id],
  });
  const ada = await arrive({ url: server.url, phone: true, dark: true, language: 'de-DE' });
  await ada.signIn(owner, `/rooms/${room.id}`);
  await ada.page.getByRole('button', { name: 'Raumdetails', exact: true }).click();
  await button(ada.page, 'Verbindungen').click();
  const dialog = ada.page.getByRole('dialog', { name: 'Verbindungen' });
  await button(dialog, '„Ticketsystem der Haustechnik“ verwalten').click();
  await expect(dialog.getByRole('switch', { name: 'Sendet Ereignisse' })).toBeChecked();
  await expectAccessible(ada);
  for (const width of [390, 320]) {
    await ada.page.setViewportSize({ width, height: 740 });
    await dialog.getByRole('switch', { name: 'Sendet Ereignisse' }).scrollIntoViewIfNeeded();
    if (SCREENS) await ada.page.screenshot({ path: `${SCREENS}/subscriptions-german-${width}.png` });
    const wider = await ada.page.evaluate<boolean>(WIDER_THAN_ITSELF);
    expect(wider).toBe(false);
  }
  await receiver.close();
});
