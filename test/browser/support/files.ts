import type { Page } from '@playwright/test';
import sharp from 'sharp';

export interface FilePayload {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A picture in a single colour. */
export async function picture(name: string, background: string, width = 640, height = 400): Promise<FilePayload> {
  const buffer = await sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
  return { name, mimeType: 'image/png', buffer };
}

export const textFile = (name: string, words: string): FilePayload => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(words),
});

/** Runs in the page. */
const DISPATCH_FILE_EVENT = `(element, { how, name, mimeType, base64 }) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type: mimeType }));
  const options = { bubbles: true, cancelable: true };
  if (how === 'paste') element.dispatchEvent(new ClipboardEvent('paste', { ...options, clipboardData: data }));
  else
    for (const type of ['dragenter', 'dragover', 'drop'])
      element.dispatchEvent(new DragEvent(type, { ...options, dataTransfer: data }));
}`;

/** Drops or pastes a file on an element like a user. */
export async function dropOrPaste(page: Page, how: 'drop' | 'paste', to: string, file: FilePayload): Promise<void> {
  const { name, mimeType, buffer } = file;
  const given = { how, name, mimeType, base64: buffer.toString('base64') };
  await page.evaluate(
    `(${DISPATCH_FILE_EVENT})(document.querySelector(${JSON.stringify(to)}), ${JSON.stringify(given)})`,
  );
}
