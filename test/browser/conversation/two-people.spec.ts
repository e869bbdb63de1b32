import { Account } from '../support/account.ts';
import { ageMessages } from '../support/database.ts';
import { allSee, expectSameConversation } from '../support/person.ts';
import { expect, test } from '../support/test.ts';
import { nightlyUnless } from '../support/nightly.ts';

for (const [ada, bob] of [
  [{}, { phone: true, dark: true }],
  [{ phone: true }, { dark: true }],
]) {
  const on = (equipment: { phone?: boolean; dark?: boolean } = {}) =>
    `${equipment.dark ? 'dark' : 'light'} ${equipment.phone ? 'phone' : 'desktop'}`;

  test(
    `From nothing to a conversation: Ada on a ${on(ada)}, Bob on a ${on(bob)}`,
    nightlyUnless(bob?.phone === true),
    async ({ arrive }) => {
      const [a, b] = [await arrive(ada), await arrive(bob)];
      await a.register('ada');
      await b.register('bob');

      await test.step('They meet in the Lobby', async () => {
        await a.openRoom('Lobby');
        await b.openRoom('Lobby');
        await a.sendMessage(`Anybody here? ${a.name}`);
        await b.seesSent(`Anybody here? ${a.name}`);
      });

      await test.step('Ada creates a room, Bob joins with its code', async () => {
        const code = await a.createRoom('Planning');
        await b.joinByCode(code.toLowerCase());
        await expect(b.page.getByRole('heading', { name: 'Planning', level: 1 })).toBeVisible();
        await expect(a.page.getByRole('log')).toContainText(`${b.name} joined`);
      });

      await test.step('Typing is shown, then the message', async () => {
        await b.composer.pressSequentially('Good mor');
        await expect(a.page.getByText(`${b.name} is typing …`)).toBeVisible();
        await b.sendMessage('Good morning');
        await allSee([a, b], 'Good morning');
        await expect(a.page.getByText(`${b.name} is typing …`)).toHaveCount(0);
        await expect(a.page.getByRole('heading', { name: 'Today' })).toHaveCount(1);
      });

      await test.step('They reply, edit and delete', async () => {
        await a.choose('Reply', 'Good morning');
        await a.sendMessage('And to you');
        await allSee([a, b], 'And to you');
        const quoted = b.message('And to you').getByRole('button', { name: `Show the message by ${b.name}` });
        await expect(quoted).toContainText('Good morning');

        await b.choose('Edit', 'Good morning');
        await b.composer.fill('Good evening');
        await b.page.getByRole('button', { name: 'Save changes' }).click();
        await expect(a.message('Good evening')).toContainText('(edited)');
        await expect(quoted).toContainText('Good evening');

        await a.sendMessage('Something I regret');
        await b.seesSent('Something I regret');
        await a.choose('Delete', 'Something I regret');
        await a.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
        await b.sees('This message was deleted');
        await expect(b.message('Something I regret')).toHaveCount(0);
      });

      await expectSameConversation(a, b);
      expect(await a.conversation()).toHaveLength(3);
    },
  );
}

test('Messages of a minute are grouped, and days have a heading', async ({ arrive }) => {
  const [ada, bob] = [await Account.register('Ada'), await Account.register('Bob')];
  const room = await ada.createRoomWith([bob], 'Harbour');
  await ada.sendMessage(room, 'The ship is in');
  await ada.sendMessage(room, 'It brings letters');
  await bob.sendMessage(room, 'For whom?');
  await ageMessages(room, 24 * 60);
  await bob.sendMessage(room, 'For me?');

  const reader = await arrive();
  await reader.signIn(bob, `/rooms/${room.id}`);
  await reader.sees('For me?');
  const log = reader.page.getByRole('log');
  await expect(log.getByRole('heading', { name: 'Yesterday' })).toHaveCount(1);
  await expect(log.getByRole('heading', { name: 'Today' })).toHaveCount(1);
  const names = (words: string) => reader.message(words).locator('header .author');
  await expect(names('The ship is in')).toHaveText('Ada');
  await expect(names('It brings letters')).toHaveCount(0);
  await expect(names('For whom?')).toHaveText('Bob');
  await expect(names('For me?')).toHaveText('Bob');
});

test('A direct room appears for the other member, counts unread messages and marks the first', async ({ arrive }) => {
  const [ada, bob] = [await Account.register('Ada'), await Account.register('Bob')];
  const [a, b] = [await arrive(), await arrive({ phone: true, dark: true })];
  await a.signIn(ada);
  await b.signIn(bob);
  await b.chooseNew('New direct message');
  await b.page.getByRole('searchbox', { name: 'Find people' }).fill(ada.username);
  await b.page.getByRole('dialog').getByRole('button', { name: ada.username }).click();
  await expect(b.page.getByRole('heading', { name: 'Ada', level: 1 })).toBeVisible();
  await b.sendMessage('One thing');
  await b.sendMessage('And another');

  await expect(a.room('Bob')).toContainText('And another');
  await expect(a.room('Bob')).toContainText('2 unread messages');
  await a.openRoom('Bob');
  await a.seesSent('And another');
  await expect(a.page.getByRole('separator', { name: 'New messages' })).toHaveCount(1);
  await expect(a.room('Bob')).not.toContainText('unread');
  await a.sendMessage('Yes?');
  await b.seesSent('Yes?');
  await expectSameConversation(a, b);
});

test('Reading on one device clears the count on the other', async ({ arrive }) => {
  const [ada, bob] = [await Account.register('Ada'), await Account.register('Bob')];
  const room = await ada.createRoomWith([bob], 'Letters');
  await ada.sendMessage(room, 'Have you heard?');
  const [desktop, phone] = [await arrive(), await arrive({ phone: true })];
  await desktop.signIn(bob);
  await phone.signIn(bob);
  await expect(desktop.room('Letters')).toContainText('1 unread message');
  await phone.openRoom('Letters');
  await phone.seesSent('Have you heard?');
  await expect(desktop.room('Letters')).not.toContainText('unread');
});
