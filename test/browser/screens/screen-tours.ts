import { expect } from '@playwright/test';
import { type CompanyWithEdgeCases, LONG } from './edge-cases.ts';
import type { Person } from '../support/person.ts';
import type { Visit } from './screen-inspector.ts';

/** Screens before signing in. */
export async function visitSignedOut(person: Person, visit: Visit, house: CompanyWithEdgeCases): Promise<void> {
  const { page } = person;
  const button = (name: string) => page.getByRole('button', { name, exact: true });
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
    await page.goto('/guest');
    await expect(button('Join as a guest')).toBeVisible();
  });
  await visit('invitation', async () => {
    await page.goto(`/join/${house.room.code}`);
    await expect(page.getByRole('heading', { name: /You are invited to/ })).toContainText('Launch week');
  });
  await visit('invitation that leads nowhere', async () => {
    person.allowError(/status of 404/);
    await page.goto('/join/ABC123');
    await expect(page.getByRole('heading', { name: 'This invitation does not work' })).toBeVisible();
  });
}

/** Screens of the account and the server. */
export async function visitAccountPages({ page }: Person, visit: Visit, house: CompanyWithEdgeCases): Promise<void> {
  for (const [path, ready] of [
    ['/settings/profile', 'Display name'],
    ['/settings/appearance', 'Dark'],
    ['/settings/notifications', 'Mail me what I missed'],
    ['/settings/notifications/rooms', 'Tea kitchen'],
    ['/settings/privacy', 'Privacy'],
    ['/settings/security', 'This device'],
    ['/settings/bots', 'New bot'],
    ['/settings/data', 'Put my data together'],
    ['/settings/account', 'Delete my account'],
    ['/admin/people', 'Konstantin'],
    ['/admin/invitations', 'Invite people'],
    ['/admin/rooms', 'Tea kitchen'],
    ['/admin/integrations', 'Programs that read and write in rooms'],
    ['/admin/server', 'Serves this page'],
    ['/admin/audit', 'Signed in'],
    [`/join/${house.room.code}`, 'Join the room'],
  ] as const)
    await visit(path.slice(1).replace(house.room.code, 'one'), async () => {
      await page.goto(path);
      await expect(page.locator('main').getByText(ready).filter({ visible: true }).first()).toBeVisible();
      await expect(page.locator('parley-skeleton-rows')).toHaveCount(0);
    });
}

/** Screens while the server is slow. */
export async function visitLoadingStates({ page }: Person, visit: Visit, house: CompanyWithEdgeCases): Promise<void> {
  const skeletons = (where: string) => page.locator(where).locator('parley-skeleton-rows').first();
  for (const [path, asks, where] of [
    ['/admin/people', '**/api/v1/admin/**', 'main'],
    ['/admin/server', '**/api/v1/admin/**', 'main'],
    ['/settings/security', '**/api/v1/auth/sessions**', 'main'],
    [`/rooms/${house.room.id}`, '**/api/v1/rooms/*/messages**', 'parley-room-page'],
  ] as const)
    await visit(
      `${path
        .split('/')
        .slice(1, 3)
        .join('/')
        .replace(/[\da-f-]{36}/, 'one')}, loading`,
      async () => {
        await page.route(asks, () => {});
        await page.goto(path);
        await expect(skeletons(where)).toBeVisible();
      },
    );
  await page.unrouteAll();
  await visit('panel, members, loading', async () => {
    await page.route('**/api/v1/rooms/*/members**', () => {});
    await page.goto(`/rooms/${house.room.id}`);
    await page.getByRole('button', { name: 'Room details' }).click();
    await page.getByRole('tab', { name: 'Members' }).click();
    await expect(skeletons('parley-room-panel')).toBeVisible();
  });
  await page.unrouteAll();
  await page.routeWebSocket('**', () => {});
  for (const path of ['/rooms', `/rooms/${house.room.id}`])
    await visit(path === '/rooms' ? 'rooms, loading' : 'all of it, loading', async () => {
      await page.goto(path);
      await expect(page.locator('parley-skeleton-rows').filter({ visible: true }).first()).toBeVisible();
    });
}

/** Screens while a request fails or something is missing. */
export async function visitErrorStates(person: Person, visit: Visit, house: CompanyWithEdgeCases): Promise<void> {
  const { page } = person;
  person.allowNetworkErrors();
  let isHeld = false;
  await page.routeWebSocket('**', (line) => {
    const server = line.connectToServer();
    line.onMessage((packet) => {
      if (!isHeld || !String(packet).includes('["sync"')) server.send(packet);
    });
  });
  for (const path of ['/admin/people', '/admin/server', '/admin/audit'])
    await visit(`${path.slice(1)}, failed`, async () => {
      await page.route('**/api/v1/admin/**', (route) => route.abort());
      await page.goto(path);
      await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
    });
  await visit('room, failed', async () => {
    person.allowError(/status of 500/);
    const answer = { status: 500, json: { code: 'internal', message: '' } };
    await page.route('**/api/v1/rooms/*/messages**', (route) => route.fulfill(answer));
    await page.goto(`/rooms/${house.room.id}`);
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  });
  await visit('room, without a network', async () => {
    await page.unroute('**/api/v1/rooms/*/messages**');
    await page.goto(`/rooms/${house.room.id}`);
    await person.sees('In short');
    person.cutConnection();
    await expect(page.getByRole('button', { name: 'Retry now' })).toBeVisible();
    await person.sendMessage('Said in a tunnel');
    await expect(person.message('Said in a tunnel')).toContainText('Sending');
  });
  await visit('rooms, without a network', async () => {
    await person.goToRoomList();
    await expect(page.getByRole('button', { name: 'Retry now' })).toBeVisible();
  });
  await visit('rooms, catching up', async () => {
    isHeld = true;
    person.network.restore();
    await person.retryNow();
    await expect(page.getByText('Catching up …')).toBeVisible();
  });
}
