import { readFile } from 'node:fs/promises';
import { expectAccessible } from '../support/accessible.ts';
import { dropOrPaste, type FilePayload, picture, textFile } from '../support/files.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

const MEGABYTE_BYTES = 1_000_000;

async function twoInOneRoom(arrive: (equipment?: object) => Promise<Person>, phone = false): Promise<[Person, Person]> {
  const [ada, bob] = [await arrive(), await arrive({ phone, dark: phone })];
  await ada.register('ada');
  await bob.register('bob');
  await bob.joinByCode(await ada.createRoom('Files'));
  return [ada, bob];
}

const attach = ({ page }: Person, files: FilePayload[]) =>
  page.locator('parley-attach-buttons input').setInputFiles(files);
const waiting = ({ page }: Person) => page.getByRole('list', { name: 'Goes with your message' }).getByRole('listitem');
const send = ({ page }: Person) => page.getByRole('button', { name: 'Send message' }).click();

test('Pictures and a file, with text, from one screen to the other', async ({ arrive }) => {
  const [ada, bob] = await twoInOneRoom(arrive, true);

  await test.step('wait beside the text, and can be removed', async () => {
    await attach(ada, [await picture('red.png', '#c0392b'), await picture('wide.png', '#2980b9', 900, 200)]);
    await dropOrPaste(ada.page, 'drop', 'section.conversation', textFile('plan.txt', 'First this, then that.'));
    await dropOrPaste(ada.page, 'paste', 'textarea', await picture('pasted.png', '#27ae60'));
    await expect(waiting(ada)).toHaveCount(4);
    await expect(ada.page.getByText('% uploaded')).toHaveCount(0);
    await ada.page.getByRole('button', { name: 'Remove wide.png' }).click();
    await expect(waiting(ada)).toHaveCount(3);
    await expectAccessible(ada);
  });

  await test.step('survive a reload once they have arrived', async () => {
    await expect(ada.page.getByText('uploaded')).toHaveCount(0);
    await ada.page.reload();
    await expect(waiting(ada)).toHaveCount(3);
  });

  await test.step('are shown to the other member', async () => {
    await ada.sendMessage('Here they are');
    await bob.seesSent('Here they are');
    await expect(bob.message('Here they are').getByRole('button', { name: /^Show picture/ })).toHaveCount(2);
    await expect(bob.message('Here they are').locator('img.loaded')).toHaveCount(2);
    await expect(waiting(ada)).toHaveCount(0);
    await expectAccessible(bob);
  });

  await test.step('open large, with keys for the next and the last', async () => {
    await ada.message('Here they are').getByRole('button', { name: 'Show picture red.png' }).click();
    const box = ada.page.getByRole('dialog');
    await expect(box.getByRole('img', { name: 'red.png' })).toBeVisible();
    await ada.page.keyboard.press('ArrowRight');
    await expect(box.getByRole('img', { name: 'pasted.png' })).toBeVisible();
    await expectAccessible(ada);
    const width = async () => (await box.getByRole('img', { name: 'pasted.png' }).boundingBox())?.width ?? 0;
    const fitting = await width();
    await box.getByRole('img', { name: 'pasted.png' }).dblclick();
    await expect.poll(width).toBeGreaterThan(fitting);
    await box.getByRole('button', { name: 'Zoom in' }).click();
    await ada.page.keyboard.press('0');
    await expect.poll(width).toBe(fitting);
    await expect(box.getByRole('button', { name: 'Zoom out' })).toBeDisabled();
    await ada.page.keyboard.press('Escape');
    await expect(box).toHaveCount(0);
  });

  await test.step('are saved unchanged', async () => {
    const arriving = bob.page.waitForEvent('download');
    await bob
      .message('Here they are')
      .getByRole('button', { name: /^Download plan.txt/ })
      .click();
    const download = await arriving;
    expect(download.suggestedFilename()).toBe('plan.txt');
    expect(await readFile(await download.path(), 'utf8')).toBe('First this, then that.');
  });

  await test.step('disappear with their message', async () => {
    await ada.choose('Delete', 'Here they are');
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await bob.sees('This message was deleted');
    await expect(bob.page.getByRole('button', { name: /^Show picture/ })).toHaveCount(0);
  });
});

test('A voice message is recorded, listened to, sent and played', async ({ arrive }) => {
  const [ada, bob] = await twoInOneRoom(arrive);

  await test.step('discarded on request', async () => {
    await ada.page.getByRole('button', { name: 'Record a voice message' }).click();
    await expect(ada.page.getByRole('timer')).toHaveText('0:01');
    await ada.page.getByRole('button', { name: 'Discard recording' }).click();
    await expect(waiting(ada)).toHaveCount(0);
  });

  await test.step('recorded and sent', async () => {
    await ada.page.getByRole('button', { name: 'Record a voice message' }).click();
    await expect(ada.page.getByRole('timer')).toHaveText('0:02');
    await expect(ada.page.getByRole('button', { name: 'End the recording' })).toHaveCount(1);
    await expect(ada.page.getByRole('button', { name: 'End the recording' })).toBeFocused();
    await expect(ada.page.getByRole('button', { name: 'Record a voice message' })).toHaveCount(0);
    await ada.page.getByRole('group', { name: 'Recording' }).getByRole('button', { name: 'End the recording' }).click();
    await expect(waiting(ada)).toContainText('0:0');
    await expect(waiting(ada)).not.toContainText('.webm');
    // Listened to before it is sent.
    const draft = waiting(ada).getByRole('group', { name: 'Voice message', exact: true });
    await expect(draft.locator('rect')).toHaveCount(64);
    await draft.getByRole('button', { name: 'Play' }).click();
    await expect(draft.getByRole('slider')).not.toHaveAttribute('aria-valuetext', /^0:00/);
    await ada.page.mouse.move(0, 0); // no tooltip
    await expectAccessible(ada);
    await send(ada);
  });

  await test.step('played by the other member, to its end', async () => {
    const player = bob.page.getByRole('group', { name: `Voice message from ${ada.name}` });
    await expect(player.locator('rect')).toHaveCount(64);
    await player.getByRole('button', { name: 'Speed: 1' }).click();
    await player.getByRole('button', { name: 'Play' }).click();
    await expect(player.getByRole('button', { name: 'Pause' })).toBeVisible();
    await expect(player.getByRole('slider')).not.toHaveAttribute('aria-valuetext', /^0:00/);
    await expect(player.getByRole('button', { name: 'Play' })).toBeVisible();
    await expectAccessible(bob);
  });
});

test('A held button records until it is released; slid left it discards, slid up it locks', async ({ arrive }) => {
  const [ada] = await twoInOneRoom(arrive);
  const { page } = ada;
  const bar = page.getByRole('group', { name: 'Recording' });
  const button = page.getByRole('button', { name: 'Record a voice message' });
  const hold = async () => {
    const box = await button.boundingBox();
    if (!box) throw new Error('Nothing to hold');
    const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await page.mouse.move(point.x, point.y);
    await page.mouse.down();
    await expect(page.getByRole('timer')).toHaveText('0:01');
    return point;
  };

  await test.step('Released, the recording can be sent', async () => {
    await hold();
    await page.mouse.up();
    await expect(bar).toHaveCount(0);
    await expect(waiting(ada)).toHaveCount(1);
  });

  await test.step('Slid left, it is gone', async () => {
    const { x, y } = await hold();
    await page.mouse.move(x + 60, y);
    await expect(bar).toContainText('Sideways to discard');
    await page.mouse.move(x + 160, y);
    await expect(bar).toContainText('Release to discard');
    await page.mouse.up();
    await expect(bar).toHaveCount(0);
    await expect(waiting(ada)).toHaveCount(1);
  });

  await test.step('Slid up, it goes on without the finger', async () => {
    const { x, y } = await hold();
    await page.mouse.move(x, y - 100);
    await page.mouse.up();
    await expect(page.getByRole('timer')).toHaveText('0:02');
    await bar.getByRole('button', { name: 'End the recording' }).click();
    await expect(bar).toHaveCount(0);
    await expect(waiting(ada)).toHaveCount(2);
  });
});

test('A large file arrives although the network was lost in the middle', async ({ arrive }) => {
  const [ada, bob] = await twoInOneRoom(arrive);
  const large = textFile('large.log', 'x'.repeat(20 * MEGABYTE_BYTES));
  const asked: string[] = [];
  ada.page.on('request', (request) => {
    if (request.url().includes('/uploads/resumable')) asked.push(request.method());
  });
  const part = ada.page.waitForResponse((answer) => answer.request().method() === 'PATCH');
  await attach(ada, [large]);
  await part;
  await ada.loseNetwork();
  await expect(waiting(ada)).toContainText('% uploaded');
  await ada.regainNetwork();
  await ada.retryNow();
  await expect(waiting(ada)).toContainText('20 MB', { timeout: 45_000 });
  expect(
    asked.filter((method) => method === 'POST'),
    'it was not begun anew',
  ).toHaveLength(1);
  await send(ada);
  await expect(bob.page.getByRole('button', { name: /^Download large.log/ })).toBeVisible();
});

test('A file that is no picture is refused with a reason, and can be removed', async ({ arrive }) => {
  const ada = await arrive();
  await ada.register('ada');
  await ada.openRoom('Lobby');
  ada.allowError(/status of 4\d\d/);
  await attach(ada, [{ ...textFile('picture.png', 'no picture at all'), mimeType: 'image/png' }]);
  await expect(waiting(ada).getByRole('alert')).toBeVisible();
  await expect(ada.page.getByRole('button', { name: 'Send message' })).toBeDisabled();
  await ada.page.getByRole('button', { name: 'Remove picture.png' }).click();
  await expect(waiting(ada)).toHaveCount(0);
});

test('An avatar is chosen, cropped, and seen by others', async ({ arrive }) => {
  const [ada, bob] = await twoInOneRoom(arrive);
  await ada.sendMessage('Look at me');
  await ada.page.goto('/settings/profile');
  await ada.page.locator('parley-own-avatar input').setInputFiles([await picture('me.png', '#8e44ad', 900, 600)]);
  await ada.page.getByRole('img', { name: /^Your picture/ }).press('ArrowLeft');
  await expect(ada.page.locator('.mdc-dialog--open:not(.mdc-dialog--opening)')).toBeVisible();
  await expectAccessible(ada);
  await ada.page.getByRole('button', { name: 'Use picture' }).click();
  await expect(ada.page.getByRole('button', { name: 'Change picture' })).toBeVisible();
  const face = bob.message('Look at me').locator('parley-avatar img');
  await expect(face).toBeVisible();
  const width = () => bob.page.evaluate<number>(`document.querySelector('article parley-avatar img').naturalWidth`);
  await expect.poll(width).toBeGreaterThan(0);
  await ada.page.getByRole('button', { name: 'Remove picture' }).click();
  await expect(face).toHaveCount(0);
});
