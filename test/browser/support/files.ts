import type { Page } from '@playwright/test';
import sharp from 'sharp';

export interface MadeFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A picture in one colour. */
export async function picture(name: string, background: string, width = 640, height = 400): Promise<MadeFile> {
  const buffer = await sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
  return { name, mimeType: 'image/png', buffer };
}

export const textFile = (name: string, words: string): MadeFile => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(words),
});

/** Runs in the page. */
const HAND = `(element, { how, name, mimeType, base64 }) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type: mimeType }));
  const options = { bubbles: true, cancelable: true };
  if (how === 'paste') element.dispatchEvent(new ClipboardEvent('paste', { ...options, clipboardData: data }));
  else
    for (const type of ['dragenter', 'dragover', 'drop'])
      element.dispatchEvent(new DragEvent(type, { ...options, dataTransfer: data }));
}`;

/** As a hand does it that lets a file go over an element, or pastes it there. */
export async function give(page: Page, how: 'drop' | 'paste', to: string, file: MadeFile): Promise<void> {
  const { name, mimeType, buffer } = file;
  const given = { how, name, mimeType, base64: buffer.toString('base64') };
  await page.evaluate(`(${HAND})(document.querySelector(${JSON.stringify(to)}), ${JSON.stringify(given)})`);
}
