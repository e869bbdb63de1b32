import { CommandService } from '../../support/services/command-service.ts';
import { expectAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import { box, button, REFUSED } from '../support/forms.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

/** A folder for pictures of the screens, to look at. */
const SCREENS = process.env.SCREENS;

async function picture({ page }: Person, name: string): Promise<void> {
  if (SCREENS) await page.screenshot({ path: `${SCREENS}/commands-${name}.png` });
}

test('A command of a service is made, run by another member, answered to them alone or to all, and deleted', async ({
  startServer,
  arrive,
}) => {
  test.setTimeout(240_000);
  const { url } = await startServer({ OUTBOUND_ALLOW: '127.0.0.0/8' });
  const service = await new CommandService().start();
  const [owner, member] = [await Account.register('Ada', url), await Account.register('Ben', url)];
  const room = await owner.createRoomWith([member], 'Operations');
  const ada = await arrive({ url });
  ada.allowError(REFUSED);
  await ada.signIn(owner, `/rooms/${room.id}`);
  const ben = await arrive({ url, phone: true, dark: true, language: 'de-DE' });
  await ben.signIn(member, `/rooms/${room.id}`);
  const dialog = ada.page.getByRole('dialog', { name: 'Connections' });
  const answers = ben.page.getByRole('article', { name: 'Antwort auf /deploy' });
  const field = ben.page.getByRole('combobox');
  const run = async (text: string) => {
    await field.fill(text);
    await ben.page.getByRole('button', { name: 'Nachricht senden' }).click();
  };

  await test.step('It is made in the connections of the room, with a secret that is shown once', async () => {
    await button(ada.page, 'Room details').click();
    await button(ada.page, 'Connections').click();
    await button(dialog, 'New command').click();
    await button(dialog, 'Make the command').click();
    await expect(box(dialog, 'Address of the service')).toHaveAccessibleDescription(/Please fill this in/);
    await box(dialog, 'Command').fill('leave');
    await box(dialog, 'Address of the service').fill(service.url);
    await box(dialog, 'What it does').fill('Deploys a version');
    await box(dialog, 'What is written behind it').fill('[version]');
    await button(dialog, 'Make the command').click();
    await expect(dialog.getByRole('alert')).toContainText('Another command has this name');
    await box(dialog, 'Command').fill('/deploy');
    await box(dialog, 'Command').press('Enter');
    await expect(dialog.getByLabel('Signing secret')).toHaveText(/^whsec_/);
    await expectAccessible(ada);
    await picture(ada, 'made');
    await ada.page.keyboard.press('Escape');
    await expect(dialog.getByLabel('Signing secret')).toBeVisible();
    await button(dialog, 'Close').click();
  });

  await test.step('It is suggested beside those of Parley, and its answer is for who ran it alone', async () => {
    service.answer = { body: { text: 'Deploying *v1.4*' } };
    await field.pressSequentially('/dep');
    const option = ben.page.getByRole('listbox').getByRole('option', { name: '/deploy [version]' });
    await expect(option).toContainText('Deploys a version');
    await picture(ben, 'suggested');
    await option.click();
    await expect(field).toHaveValue('/deploy ');
    await run('/deploy v1.4');
    await expect(answers).toContainText('Deploying v1.4');
    await expect(answers).toContainText('Nur du siehst das');
    await expect(field).toHaveValue('');
    expect(service.last?.form).toMatchObject({ command: '/deploy', text: 'v1.4', user_name: member.username });
    await expectAccessible(ben);
    await picture(ben, 'answer');
    await expect(ada.page.getByText('Deploying v1.4')).toHaveCount(0);
    await answers.getByRole('button', { name: 'Antwort auf /deploy ausblenden' }).click();
    await expect(answers).toHaveCount(0);
  });

  await test.step('Or for all, by its bot', async () => {
    service.answer = { body: { response_type: 'in_channel', text: 'v1.4 is live' } };
    await run('/Deploy v1.4');
    await ada.sees('v1.4 is live');
    await expect(ben.message('v1.4 is live')).toBeVisible();
  });

  await test.step('A service that fails is told to who asked, and what does not exist is not sent', async () => {
    service.answer = { status: 500 };
    await run('/deploy');
    await expect(answers).toContainText('/deploy answered 500');
    await run('/deplox');
    await ben.page.getByRole('dialog').getByRole('button', { name: 'Abbrechen' }).click();
    await expect(field).toHaveValue('/deplox');
    await field.fill('');
  });

  await test.step('Another secret, another name, and the end', async () => {
    await button(ada.page, 'Connections').click();
    await button(dialog, 'Manage /deploy').press('Enter');
    await box(dialog, 'Command').fill('release');
    await box(dialog, 'Command').press('Enter');
    await expect(button(dialog, 'Manage /release')).toBeVisible();
    await expectAccessible(ada);
    await picture(ada, 'details');
    await button(dialog, 'New secret').click();
    await button(ada.page.getByRole('dialog', { name: /new secret for/ }), 'New secret').click();
    await expect(dialog.getByLabel('Signing secret')).toHaveText(/^whsec_/);
    await button(dialog, 'Manage /release').click();
    await button(dialog, 'Delete the command').click();
    await button(ada.page.getByRole('dialog', { name: 'Delete /release?' }), 'Delete the command').click();
    await expect(dialog.getByText('This room has no command of its own yet.')).toBeVisible();
  });
  await service.stop();
});
