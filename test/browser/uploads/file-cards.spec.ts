import { expectAccessible } from '../support/accessible.ts';
import { expect, test } from '../support/test.ts';
import { gif, wav, zip } from '../../support/generated-files.ts';

const hidden = zip([{ name: 'inner.zip', data: zip([{ name: 'a' }]) }]);

for (const [device, equipment] of [
  ['desk', { size: { width: 1440, height: 900 } }],
  ['phone', { phone: true }],
] as const)
  test(`File cards on a ${device} say what was not looked into, show a still picture, and play long sounds`, async ({
    arrive,
  }) => {
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
    await expect(message.locator('parley-file-card').filter({ hasText: 'logs.zip' })).toContainText('Not looked into');
    const film = message.locator('parley-file-card').filter({ hasText: 'film.gif' });
    await expect(film.locator('img')).toHaveJSProperty('complete', true);
    await expect(message.locator('parley-audio-player')).toContainText('12:00');
    await expectAccessible(ada);
    if (process.env.SCREENS) await ada.page.screenshot({ path: `${process.env.SCREENS}/file-cards-${device}.png` });
  });
