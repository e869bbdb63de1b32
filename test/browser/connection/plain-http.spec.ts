import { chromium } from '@playwright/test';
import { freePort } from '../../../deploy/local/port.mjs';
import { Account } from '../support/account.ts';
import { textFile } from '../support/files.ts';
import { box, button, signIn } from '../support/forms.ts';
import { startOwnServer } from '../support/own-server.ts';
import { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

const HOST = 'parley.test';

// As in a home or an office: many parts of a browser are there only on https, or on localhost.
test('On plain http members sign in, write, attach, forward and copy', async ({ launchOptions }) => {
  const port = String(await freePort());
  const url = `http://${HOST}:${port}`;
  const server = await startOwnServer({ PORT: port, PUBLIC_URL: url });
  const args = [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${HOST} 127.0.0.1`];
  const browser = await chromium.launch({ ...launchOptions, args });
  try {
    const ada = await Account.register('Ada', `http://127.0.0.1:${port}`);
    const room = await ada.createRoom('Workshop');
    await ada.createRoom('Archive');
    const reader = await Person.arrive(browser, { url, isDirect: true });
    const { page } = reader;
    await page.goto(`${url}/rooms/${room.id}`);
    expect(await page.evaluate('isSecureContext')).toBe(false);
    await signIn(reader, ada.username);

    await test.step('writes', async () => {
      await reader.openRoom('Workshop');
      await reader.sendMessage('Written in the clear');
      await reader.seesSent('Written in the clear');
    });

    await test.step('attaches a file', async () => {
      await page.locator('parley-attach-buttons input').setInputFiles([textFile('plan.txt', 'First this, then that.')]);
      await expect(page.getByRole('list', { name: 'Goes with your message' }).getByRole('listitem')).toHaveCount(1);
      await expect(page.getByText('uploaded')).toHaveCount(0);
      await reader.sendMessage('The plan');
      await reader.seesSent('The plan');
      await expect(reader.message('The plan')).toContainText('plan.txt');
    });

    await test.step('forwards', async () => {
      await reader.choose('Forward …', 'Written in the clear');
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('checkbox', { name: 'Archive' }).check();
      await box(page, 'Add a comment (optional)').fill('Look');
      await dialog.getByRole('button', { name: 'Forward' }).click();
      await expect(dialog).toHaveCount(0);
      await reader.openRoom('Archive');
      await reader.seesSent('Look');
      await reader.seesSent('Written in the clear');
    });

    await test.step('copies', async () => {
      await reader.choose('Copy text', 'Look');
      await expect(page.getByText('Text copied')).toBeVisible();
      await reader.composer.press('Control+v');
      await expect(reader.composer).toHaveValue('Look');
    });

    await test.step('is offered nothing that needs https', async () => {
      await expect(button(page, 'Record a voice message')).toHaveCount(0);
    });
    expect(reader.errors).toEqual([]);
    await reader.leave();
  } finally {
    await browser.close();
    await server.close();
  }
});
