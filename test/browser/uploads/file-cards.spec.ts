import { expectAccessible } from '../support/accessible.ts';
import { expect, test } from '../support/test.ts';
import { gif, wav, zip } from '../../support/generated-files/files.ts';
import { nightlyUnless } from '../support/nightly.ts';

/** Runs in the page: records a moving picture for a second. */
const RECORD_FILM = `async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 90 });
  const brush = canvas.getContext('2d');
  const recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: 'video/webm' });
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const stopped = new Promise((done) => (recorder.onstop = done));
  recorder.start();
  for (let frame = 0; frame < 10; frame++) {
    brush.fillStyle = frame % 2 ? 'teal' : 'gold';
    brush.fillRect(0, 0, 160, 90);
    await new Promise((done) => setTimeout(done, 100));
  }
  recorder.stop();
  await stopped;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}`;

const hidden = zip([{ name: 'inner.zip', data: zip([{ name: 'a' }]) }]);

for (const [device, equipment] of [
  ['desk', { size: { width: 1440, height: 900 } }],
  ['phone', { phone: true }],
] as const)
  test(
    `File cards on a ${device} show films in place, texts by their first lines, and what each file is`,
    nightlyUnless(device === 'phone'),
    async ({ arrive }) => {
      const ada = await arrive(equipment);
      await ada.register('ada');
      await ada.createRoom('Files');
      const recorded = Buffer.from(await ada.page.evaluate<string>(`(${RECORD_FILM})()`), 'base64');
      await ada.page.locator('parley-attach-buttons input').setInputFiles([
        { name: 'clip.webm', mimeType: 'video/webm', buffer: recorded },
        { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('\nfirst\nsecond\nthird\nfourth\nfifth') },
        { name: 'numbers.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2') },
        { name: 'data.bin', mimeType: 'application/octet-stream', buffer: Buffer.from([0, 1, 2]) },
      ]);
      await expect(ada.page.getByText('% uploaded')).toHaveCount(0);
      await ada.sendMessage('Look');
      const card = (name: string) => ada.message('Look').locator('parley-file-card').filter({ hasText: name });
      const film = (what: string) =>
        ada.page.evaluate<number>(`document.querySelector('parley-file-card video').${what}`);
      await expect(card('clip.webm').locator('video')).toBeVisible();
      await expect.poll(() => film('readyState')).toBeGreaterThan(0);
      await film('play()');
      await expect.poll(() => film('currentTime')).toBeGreaterThan(0.1);
      await expect(card('notes.txt').locator('pre')).toHaveText('first\nsecond\nthird\nfourth');
      await expect(card('notes.txt')).toContainText('TXT');
      await expect(card('numbers.csv').locator('pre')).toHaveText('a,b\n1,2');
      await expect(card('numbers.csv').locator('.tile')).toHaveClass(/table/);
      await expect(card('data.bin').locator('pre')).toHaveCount(0);
      await expectAccessible(ada);
    },
  );

for (const [device, equipment] of [
  ['desk', { size: { width: 1440, height: 900 } }],
  ['phone', { phone: true }],
] as const)
  test(
    `File cards on a ${device} say what was not looked into, show a still picture, and play long sounds`,
    nightlyUnless(device === 'phone'),
    async ({ arrive }) => {
      const ada = await arrive(equipment);
      await ada.register('ada');
      await ada.createRoom('Files');
      await ada.page.locator('parley-attach-buttons input').setInputFiles([
        { name: 'logs.zip', mimeType: 'application/zip', buffer: hidden },
        { name: 'film.gif', mimeType: 'image/gif', buffer: gif(601, 40, 40) },
        { name: 'lecture.wav', mimeType: 'audio/wav', buffer: wav(720, 1_000) },
      ]);
      await expect(ada.page.getByText('% uploaded')).toHaveCount(0);
      await ada.sendMessage('Look');
      const message = ada.message('Look');
      await expect(message.locator('parley-file-card').filter({ hasText: 'logs.zip' })).toContainText(
        'Not looked into',
      );
      const film = message.locator('parley-file-card').filter({ hasText: 'film.gif' });
      await expect(film.locator('img')).toHaveJSProperty('complete', true);
      await expect(message.locator('parley-audio-player')).toContainText('12:00');
      await expectAccessible(ada);
      if (process.env.SCREENS) await ada.page.screenshot({ path: `${process.env.SCREENS}/file-cards-${device}.png` });
    },
  );
