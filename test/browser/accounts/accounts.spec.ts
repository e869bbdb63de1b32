import { codeFor, mailTo } from '../../support/mailbox.ts';
import { Account, newName, PASSWORD } from '../support/account.ts';
import { box, button, link, openSettings, REFUSED, signIn } from '../support/forms.ts';
import { expect, test } from '../support/test.ts';

const NEW_PASSWORD = 'another fine long one';

test('A member signs in on a second device and ends its session from the first', async ({ arrive }) => {
  const [desk, phone] = [await arrive(), await arrive({ phone: true })];
  await desk.register('ada');

  await test.step('Both devices are signed in', async () => {
    await phone.page.goto('/');
    await signIn(phone, desk.name);
    await phone.openRoom('Lobby');
  });

  phone.allowError(REFUSED);
  await test.step('The first lists both and ends the other', async () => {
    await openSettings(desk, 'Security');
    const sessions = desk.page.getByRole('list', { name: 'Where you are signed in' }).getByRole('listitem');
    await expect(sessions).toHaveCount(2);
    await expect(sessions.first()).toContainText('This device');
    await sessions
      .last()
      .getByRole('button', { name: /^Sign out Chrome on / })
      .click();
    await expect(sessions).toHaveCount(1);
  });

  await test.step('The other is signed out, knows why, and returns to its page', async () => {
    await expect(phone.page.getByRole('status')).toContainText('This session was ended from another device');
    await expect(phone.page).toHaveURL(/\/sign-in/);
    await signIn(phone, desk.name);
    await expect(phone.page.getByRole('heading', { name: 'Lobby', level: 1 })).toBeVisible();
  });

  await test.step('A new password ends all other sessions', async () => {
    desk.allowError(REFUSED);
    await box(desk.page, 'Current password').fill('not my password');
    await box(desk.page, 'New password').fill('password123');
    await button(desk.page, 'Change password').click();
    await expect(desk.page.getByRole('alert')).toHaveText('This is not your password');
    await box(desk.page, 'Current password').fill(PASSWORD);
    await button(desk.page, 'Change password').click();
    await expect(desk.page.getByRole('alert')).toHaveText('Too common: attackers try this one first');
    await box(desk.page, 'New password').fill(NEW_PASSWORD);
    await button(desk.page, 'Change password').click();
    await expect(desk.page.getByText('Changed. All other sessions have ended.')).toBeVisible();
    await expect(phone.page.getByRole('status')).toContainText('Your password was changed');
  });
});

test('A forgotten password: a mail, a link, a new password, and the old session ends', async ({ arrive }) => {
  const account = await Account.register('Grace');
  const email = `${account.username}@example.org`;
  const [desk, elsewhere] = [await arrive(), await arrive()];
  await elsewhere.signIn(account);
  await expect(elsewhere.room('Lobby')).toBeVisible();
  elsewhere.allowError(REFUSED);
  const { page } = desk;

  await test.step('The answer is the same for an unknown address', async () => {
    const answers: string[] = [];
    for (const address of [email, `${newName('nobody')}@example.org`]) {
      await page.goto('/');
      await link(page, 'Forgot your password?').click();
      await box(page, 'E-mail').fill(address);
      await button(page, 'Send the link').click();
      answers.push((await page.getByRole('status').filter({ hasText: '@' }).innerText()).replace(address, ''));
    }
    expect(answers[0]).toBe(answers[1]);
  });

  await test.step('The link leaves the address bar at once', async () => {
    const { text } = await mailTo(email, (mail) => mail.text.includes('#token='));
    await page.goto(/http\S+#token=[\w-]+/.exec(text)?.[0] ?? '');
    await expect(box(page, 'New password')).toBeVisible();
    expect(page.url()).not.toContain('token');
  });

  await test.step('A weak password is refused beside its field, a good one accepted', async () => {
    desk.allowError(REFUSED);
    await box(page, 'New password').fill('qwertyuiop');
    await button(page, 'Set the password').click();
    await expect(page.getByRole('alert')).toHaveText('Too common: attackers try this one first');
    await box(page, 'New password').fill(NEW_PASSWORD);
    await button(page, 'Set the password').click();
    await expect(page.getByRole('status')).toHaveText('Your new password is set. Sign in with it.');
    await expect(elsewhere.page.getByRole('status')).toContainText('Your password was changed');
  });

  await test.step('Only the new password is accepted', async () => {
    await signIn(desk, account.username);
    await expect(page.getByRole('alert')).toHaveText('The name or the password is wrong');
    await signIn(desk, account.username, NEW_PASSWORD);
    await expect(desk.room('Lobby')).toBeVisible();
  });
});

test('A guest follows an invitation, writes, and becomes a member', async ({ arrive }) => {
  const account = await Account.register('Host');
  const room = await account.createRoom('Open house');
  const host = await arrive();
  const name = newName('guest');

  const invitation = await test.step('The host copies the link', async () => {
    await host.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await host.signIn(account);
    await host.openRoom('Open house');
    await button(host.page, 'Room details').click();
    await button(host.page, 'Copy invitation link').click();
    return host.page.evaluate<string>('navigator.clipboard.readText()');
  });
  expect(invitation).toMatch(new RegExp(`/join/${room.code}$`));
  // It names this machine as others of its network reach it, where it has one.
  const guest = await arrive({ phone: true, url: new URL(invitation).origin });

  await test.step('The invitation names its room, and offers an account first', async () => {
    await guest.page.goto(invitation);
    await expect(guest.page.getByRole('heading', { level: 1 })).toHaveText(/You are invited to “Open house” on /);
    await expect(link(guest.page, 'Create account')).toBeVisible();
    await expect(box(guest.page, 'Code')).toHaveCount(0);
  });

  await test.step('The guest gives a name; a wrong code creates no second guest', async () => {
    guest.allowError(REFUSED);
    await guest.page.goto('/guest');
    await box(guest.page, 'Your name').fill(name);
    await box(guest.page, 'Code').fill('AAAAAA');
    await button(guest.page, 'Join as a guest').click();
    await expect(guest.page.getByRole('alert')).toHaveText('There is no such room');
    await expect(box(guest.page, 'Your name')).toHaveCount(0);
    await box(guest.page, 'Code').fill(room.code);
    await button(guest.page, 'Join as a guest').click();
    await expect(guest.page.getByRole('heading', { name: 'Open house', level: 1 })).toBeVisible();
    await expect(host.page.getByRole('log')).toContainText(`${name} joined`);
  });

  await test.step('They write', async () => {
    await host.sendMessage('Welcome');
    await guest.seesSent('Welcome');
    await guest.sendMessage('Glad to be here');
    await host.seesSent('Glad to be here');
  });

  await test.step('Actions for members only are not offered', async () => {
    await guest.goToRoomList();
    await button(guest.page, 'New or join').click();
    await expect(guest.page.getByRole('menuitem')).toHaveText([/New room/, /Join with a code/]);
    await guest.page.keyboard.press('Escape');
  });

  await test.step('An account keeps name, room and messages', async () => {
    const email = `${name}@example.org`;
    await link(guest.page, 'Create an account').click();
    await expect(box(guest.page, 'Username')).toHaveValue(name);
    await box(guest.page, 'E-mail').fill(email);
    await box(guest.page, 'Password').fill(PASSWORD);
    await button(guest.page, 'Create account').click();
    await box(guest.page, 'Code').fill(await codeFor(email));
    await expect(guest.room('Lobby')).toBeVisible();
    await guest.openRoom('Open house');
    await guest.seesSent('Glad to be here');
    await guest.goToRoomList();
    await expect(link(guest.page, 'Create an account')).toHaveCount(0);
  });
});

test('A room with a password asks for it, and an invitation asks for confirmation when signed in already', async ({
  arrive,
}) => {
  const [owner, account] = [await Account.register('Owner'), await Account.register('Visitor')];
  const room = await owner.createRoom('Vault', { password: 'sesame sesame' });
  const visitor = await arrive();
  visitor.allowError(REFUSED);
  await visitor.page.goto(`/join/${room.code}`);
  await link(visitor.page, 'Sign in').click();
  await signIn(visitor, account.username);
  await box(visitor.page, 'Room password').fill('open up open up');
  await button(visitor.page, 'Join the room').click();
  await expect(visitor.page.getByRole('alert')).toHaveText('The room password is missing or wrong');
  await box(visitor.page, 'Room password').fill('sesame sesame');
  await button(visitor.page, 'Join the room').click();
  await expect(visitor.page.getByRole('heading', { name: 'Vault', level: 1 })).toBeVisible();

  await visitor.page.goto('/join/ZZZZZZ');
  await expect(visitor.page.getByRole('heading', { level: 1 })).toHaveText('This invitation does not work');
  await expect(button(visitor.page, 'Join the room')).toHaveCount(0);

  const open = await owner.createRoom('Meadow');
  await visitor.page.goto(`/join/${open.code}`);
  await expect(visitor.page.getByRole('heading', { level: 1 })).toHaveText(/You are invited to “Meadow” on /);
  await button(visitor.page, 'Join the room').click();
  await expect(visitor.page.getByRole('heading', { name: 'Meadow', level: 1 })).toBeVisible();
});

test('An invitation leads straight into its room after the code of a new account', async ({ arrive }) => {
  const room = await (await Account.register('Owner')).createRoom('Garden');
  const visitor = await arrive();
  const email = `${newName('new')}@example.org`;
  visitor.allowError(REFUSED);
  await visitor.page.goto('/join/ZZZZZZ');
  await expect(visitor.page.getByRole('heading', { level: 1 })).toHaveText('This invitation does not work');
  await expect(button(visitor.page, 'Join as a guest')).toHaveCount(0);
  await visitor.page.goto(`/join/${room.code}`);
  await box(visitor.page, 'Your name').fill('Zoë');
  await link(visitor.page, 'Create account').click();
  // What was written goes along, also what is written while the form loads.
  await expect(box(visitor.page, 'Username')).toHaveValue('zoe');
  await box(visitor.page, 'Your name').fill('Zoë Müller');
  await expect(box(visitor.page, 'Username')).toHaveValue('zoe.muller');
  await box(visitor.page, 'E-mail').fill(email);
  await box(visitor.page, 'Password').fill(PASSWORD);
  await button(visitor.page, 'Create account').click();
  await box(visitor.page, 'Code').fill(await codeFor(email));
  await expect(visitor.page.getByRole('heading', { name: 'Garden', level: 1 })).toBeVisible();
});

test('The first field has the focus, and after an empty attempt the first wrong one', async ({ arrive }) => {
  const { page } = await arrive();
  await page.goto('/sign-in');
  await expect(box(page, 'Username or e-mail')).toBeFocused();
  await box(page, 'Username or e-mail').fill('ada');
  await button(page, 'Sign in').click();
  await expect(box(page, 'Password')).toBeFocused();
  await page.goto('/register');
  await expect(box(page, 'Your name')).toBeFocused();
  await button(page, 'Create account').click();
  await expect(box(page, 'Your name')).toBeFocused();
});

test('Profile and appearance are stored; a deleted account is gone', async ({ arrive }) => {
  const leaver = await arrive();
  await leaver.register('leaver');
  await openSettings(leaver, 'Profile');
  await box(leaver.page, 'Display name').fill('Mae Jemison');
  await button(leaver.page, 'Save').click();
  await expect(leaver.page.getByText('Saved', { exact: true })).toBeVisible();
  await link(leaver.page, 'Appearance').click();
  await leaver.page.getByRole('radio', { name: 'Dark' }).check();
  await expect(leaver.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await leaver.page.reload();
  await expect(leaver.page.getByRole('radio', { name: 'Dark' })).toBeChecked();

  leaver.allowError(REFUSED);
  await link(leaver.page, 'Account').click();
  for (const password of ['not my password', PASSWORD]) {
    await box(leaver.page, 'Password').fill(password);
    await button(leaver.page, 'Delete my account').click();
    await button(leaver.page, 'Delete for good').click();
    if (password !== PASSWORD) await expect(leaver.page.getByRole('alert')).toHaveText('This is not your password');
  }
  await expect(leaver.page.getByRole('status').getByText('Your account is deleted')).toBeVisible();
  await signIn(leaver, leaver.name);
  await expect(leaver.page.getByRole('alert')).toHaveText('The name or the password is wrong');
});
