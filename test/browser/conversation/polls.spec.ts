import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { expectAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

const { SCREENS } = process.env;
const picture = async ({ page }: Person, name: string) => {
  if (SCREENS) await page.screenshot({ path: `${SCREENS}/polls-${name}.png` });
};

async function adaAndBob(): Promise<{ ada: Account; bob: Account; room: Room }> {
  const [ada, bob] = [await Account.register('Ada Lovelace'), await Account.register('Bob Bell')];
  return { ada, bob, room: await ada.createRoomWith([bob], 'Workshop') };
}

const askPoll = (by: Account, { id }: Room, body: string, poll: object) =>
  by.ask<Message>('POST', `/rooms/${id}/messages`, { clientId: crypto.randomUUID(), body, poll });
const pollIn = ({ page }: Person, question: string) => page.getByRole('group', { name: question });
const choice = (reader: Person, question: string, option: string) =>
  pollIn(reader, question).getByRole('radio', { name: option });

test('A poll is asked in a form, answered by a press, and closed by its author', async ({ arrive }) => {
  const { ada, bob, room } = await adaAndBob();
  const [desk, phone] = [await arrive(), await arrive({ phone: true, dark: true })];
  await desk.signIn(ada, `/rooms/${room.id}`);
  await phone.signIn(bob, `/rooms/${room.id}`);
  await desk.page.getByRole('button', { name: 'Poll', exact: true }).click();
  const form = desk.page.getByRole('dialog', { name: 'New poll' });
  await form.getByRole('textbox', { name: 'Question' }).fill('Tea or coffee?');
  await form.getByRole('textbox', { name: 'Answer 1' }).fill('tea');
  await expect(form.getByRole('button', { name: 'Ask' })).toHaveAttribute('aria-disabled', 'true');
  await form.getByRole('textbox', { name: 'Answer 1' }).press('Enter');
  await desk.page.keyboard.type('coffee');
  await form.getByText('Settings').click();
  await expectAccessible(desk);
  await picture(desk, 'form-desk');
  await form.getByRole('button', { name: 'Ask' }).click();

  await choice(phone, 'Tea or coffee?', 'coffee').click();
  await expect(pollIn(desk, 'Tea or coffee?').getByText('1 vote 100%')).toBeVisible();
  await expect(pollIn(desk, 'Tea or coffee?').getByText('Bob Bell')).toBeVisible();
  await choice(desk, 'Tea or coffee?', 'tea').click();
  await expect(phone.page.getByText('2 people have voted')).toBeVisible();
  await expect(choice(phone, 'Tea or coffee?', 'coffee')).toBeChecked();
  await expectAccessible(phone);
  await picture(phone, 'poll-phone-dark');
  await picture(desk, 'poll-desk');

  await phone.page.getByRole('button', { name: 'Take vote back' }).click();
  await expect(desk.page.getByText('1 person has voted')).toBeVisible();
  await desk.page.getByRole('button', { name: 'Close poll' }).click();
  await desk.page.getByRole('dialog').getByRole('button', { name: 'Close poll' }).click();
  await expect(phone.page.getByText('Closed')).toBeVisible();
  await expect(pollIn(phone, 'Tea or coffee?').getByRole('radio')).toHaveCount(0);
});

test('Results that only who has voted sees come with the own vote, and are there after a reload', async ({
  arrive,
}) => {
  const { ada, bob, room } = await adaAndBob();
  const asked = await askPoll(ada, room, 'Which days?', {
    options: ['Tuesday', 'Wednesday', 'Thursday'],
    most: 2,
    results: 'voted',
    names: 'hidden',
    adding: true,
  });
  await ada.ask('PUT', `/messages/${asked.id}/poll/votes`, { optionIds: [asked.poll?.options[0]?.id] });
  const reader = await arrive({ phone: true });
  await reader.signIn(bob, `/rooms/${room.id}`);
  const poll = pollIn(reader, 'Which days?');
  await expect(reader.page.getByText('Vote to see the results')).toBeVisible();
  await poll.getByRole('checkbox', { name: 'Tuesday' }).check();
  await poll.getByRole('checkbox', { name: 'Thursday' }).check();
  await expect(poll.getByRole('checkbox', { name: 'Wednesday' })).toBeDisabled();
  await reader.page.getByRole('button', { name: 'Vote', exact: true }).click();
  await expect(poll.getByText('2 votes 100%')).toBeVisible();
  await reader.page.getByRole('button', { name: 'Add an answer' }).click();
  await reader.page.getByRole('textbox', { name: 'Another answer' }).fill('Friday');
  await reader.page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(poll.getByRole('checkbox', { name: 'Friday' })).toBeVisible();
  await reader.page.reload();
  await expect(poll.getByRole('checkbox', { name: 'Thursday' })).toBeChecked();
  await expect(poll.getByText('2 votes 100%')).toBeVisible();
  await expect(poll.getByText('Ada Lovelace')).toHaveCount(0);
  await expectAccessible(reader);
  await picture(reader, 'voted-phone');
});

test('/poll opens the form with its question; by the keyboard an arrow chooses, and a button votes', async ({
  arrive,
}) => {
  const { ada, bob, room } = await adaAndBob();
  await askPoll(bob, room, 'Wer kommt?', { options: ['ich', 'ich nicht'] });
  const reader = await arrive({ language: 'de-DE', size: { width: 320, height: 640 } });
  await reader.signIn(ada, `/rooms/${room.id}`);
  const poll = pollIn(reader, 'Wer kommt?');
  await expect(poll).toBeVisible();
  await expectAccessible(reader);
  await reader.page.getByRole('log').focus();
  await reader.page.keyboard.press('End');
  await reader.page.keyboard.press('Tab');
  await poll.getByRole('radio', { name: /^ich \d/ }).focus();
  await reader.page.keyboard.press('ArrowDown');
  await expect(poll.getByRole('radio', { name: 'ich nicht' })).toBeChecked();
  await expect(reader.page.getByText('Noch hat niemand abgestimmt')).toBeVisible();
  await reader.page.getByRole('button', { name: 'Abstimmen' }).click();
  await expect(reader.page.getByText('1 Person hat abgestimmt')).toBeVisible();
  await picture(reader, 'narrow-german');

  const field = reader.page.getByRole('combobox');
  await field.fill('/poll Wann?');
  await field.press('Enter');
  const form = reader.page.getByRole('dialog', { name: 'Neue Umfrage' });
  await expect(form.getByRole('textbox', { name: 'Frage' })).toHaveValue('Wann?');
  await expectAccessible(reader);
  await picture(reader, 'form-narrow-german');
  await reader.page.keyboard.press('Escape');
  await expect(field).toHaveValue('/poll Wann?');
});

test('A vote without a connection is not taken for one', async ({ arrive }) => {
  const { ada, bob, room } = await adaAndBob();
  await askPoll(bob, room, 'Who comes?', { options: ['I do', 'I do not'] });
  const reader = await arrive();
  await reader.signIn(ada, `/rooms/${room.id}`);
  await expect(choice(reader, 'Who comes?', 'I do not')).toBeEnabled();
  reader.allowNetworkErrors();
  reader.network.cut();
  await choice(reader, 'Who comes?', 'I do not').click();
  await expect(reader.page.locator('mat-snack-bar-container')).toBeVisible();
  await expect(choice(reader, 'Who comes?', 'I do not')).not.toBeChecked();
});
