import type { MadeHook } from '../../../src/integrations/hooks/hooks.dto.ts';
import { expectAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import { expect, test } from '../support/test.ts';
import { nightlyUnless } from '../support/nightly.ts';

/** Sends as a program does. The address is reached at the shared server, whatever PUBLIC_URL is. */
async function call(account: Account, { url }: MadeHook, payload: object): Promise<void> {
  const response = await fetch(`${account.url}${new URL(url).pathname}`, {
    method: 'POST',
    body: JSON.stringify(payload),
  });
  expect(await response.text()).toBe('ok');
}

for (const equipment of [{}, { phone: true, dark: true }])
  test(
    `What a program writes is told apart from people ${'phone' in equipment ? 'on a dark phone' : 'on a desk'}`,
    nightlyUnless('phone' in equipment),
    async ({ arrive }) => {
      const ada = await Account.register('Ada Lovelace');
      const room = await ada.createRoomWith([], 'Operations');
      const hook = await ada.ask<MadeHook>('POST', `/rooms/${room.id}/hooks`, { name: 'Alerts' });
      await ada.sendMessage(room, 'Is anybody looking at the disk?');
      await call(ada, hook, {
        username: 'Grafana of the data centre',
        icon_emoji: ':rocket:',
        attachments: [{ color: 'danger', title: 'Disk almost full', text: 'db-1 has *3 %* left' }],
      });
      const reader = await arrive(equipment);
      await reader.signIn(ada, `/rooms/${room.id}`);
      await reader.sees('Disk almost full');

      const alert = reader.message('Disk almost full');
      await expect(alert).toHaveAccessibleName(/^Grafana of the data centre, BOT, by Alerts hook/);
      for (const words of ['Grafana of the data centre', 'BOT', 'by Alerts hook', '🚀'])
        await expect(alert.getByText(words, { exact: true })).toBeVisible();
      await expect(alert.locator('.content')).toHaveCSS('border-inline-start-width', '3px');
      await expect(reader.message('anybody looking').getByText('BOT')).toHaveCount(0);

      // Under its own name, live, and meant as any message.
      await call(ada, hook, { text: 'Disk is *fine* again' });
      await reader.sees('Disk is');
      const plain = reader.message('fine again');
      await expect(plain.getByText('Alerts', { exact: true })).toBeVisible();
      await expect(plain.getByText('BOT', { exact: true })).toBeVisible();
      await expect(plain.getByText('by Alerts hook')).toHaveCount(0);
      await expect(plain.locator('.content')).toHaveCSS('border-inline-start-width', '0px');
      await expectAccessible(reader);
    },
  );
