/** Enough for the lines that are shown, of a file of any size. */
const PREVIEW_BYTES = 1024;
const MAX_LINES = 4;
const MAX_LINE_CHARACTERS = 160;

/** The first lines of a file; null for what is no text in UTF-8. */
export function previewOf(bytes: Uint8Array): string | null {
  const text = decoded(bytes);
  if (text === null) return null;
  const lines = text.replace(/\r\n?/g, '\n').trimStart().split('\n').slice(0, MAX_LINES);
  const shown = lines.map((line) => line.slice(0, MAX_LINE_CHARACTERS)).join('\n');
  return shown.trimEnd() || null;
}

function decoded(bytes: Uint8Array): string | null {
  try {
    // As a stream: the last character may be cut.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

/** Reads the beginning of a file. @returns null when it cannot be read, or is no text */
export async function loadTextPreview(address: string, signal: AbortSignal): Promise<string | null> {
  const headers = { Range: `bytes=0-${PREVIEW_BYTES - 1}` };
  const response = await fetch(address, { headers, signal }).catch(() => null);
  return response?.ok ? previewOf(new Uint8Array(await response.arrayBuffer())) : null;
}
