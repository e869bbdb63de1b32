/** A random UUID. `crypto.randomUUID` exists on https pages only; a server in a home or an office may have none. */
export function newId(): string {
  const { randomUUID } = crypto as { randomUUID?: () => string };
  if (randomUUID) return randomUUID.call(crypto);
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (at(bytes, 6) & 0x0f) | 0x40;
  bytes[8] = (at(bytes, 8) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const at = (bytes: Uint8Array, index: number) => bytes[index] ?? 0;
