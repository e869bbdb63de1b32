import { createCipheriv, createECDH, createHmac, type ECDH, randomBytes } from 'node:crypto';

/** What a subscription of a browser names beside its endpoint: a point of P-256 and 16 secret bytes. */
export interface PushKeys {
  p256dh: Buffer;
  auth: Buffer;
}

export const CURVE = 'prime256v1';
export const AUTH_BYTES = 16;
/** Bytes of an encrypted push that every service takes (RFC 8030, 7.2). */
export const MAX_RECORD_BYTES = 4_096;
/** Salt, record size, the length of a key, and the key. */
const HEADER_BYTES = 86;
const TAG_BYTES = 16;
/** Bytes of the text with its delimiter and padding. */
export const MAX_PADDED_BYTES = MAX_RECORD_BYTES - HEADER_BYTES - TAG_BYTES;
/** Bytes of text: one more is the delimiter. */
export const MAX_TEXT_BYTES = MAX_PADDED_BYTES - 1;
/** Lengths of pushes tell services nothing but their number of such steps. */
const PADDING_STEP_BYTES = 256;
/** Ends the last, here the only, record (RFC 8188, 2). */
const DELIMITER = Buffer.of(2);

/**
 * The text with its delimiter and zeros up to the next step.
 * @throws RangeError for more than 3,993 bytes
 */
export function padded(text: Buffer): Buffer {
  if (text.length > MAX_TEXT_BYTES) throw new RangeError(`A push holds at most ${MAX_TEXT_BYTES} bytes`);
  const steps = Math.ceil((text.length + 1) / PADDING_STEP_BYTES) * PADDING_STEP_BYTES;
  return Buffer.concat([text, DELIMITER], Math.min(steps, MAX_PADDED_BYTES));
}

/**
 * Encrypts a padded text for a subscription: RFC 8291 (`aes128gcm` of RFC 8188), a single record.
 * @param fresh the key pair and the salt of this push alone; random unless given
 */
export function encryptPush(text: Buffer, keys: PushKeys, fresh: { sender?: ECDH; salt?: Buffer } = {}): Buffer {
  const { sender = newKeyPair(), salt = randomBytes(16) } = fresh;
  const own = sender.getPublicKey();
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.p256dh, own]);
  const secret = hkdf(keys.auth, sender.computeSecret(keys.p256dh), info, 32);
  const key = hkdf(salt, secret, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = hkdf(salt, secret, Buffer.from('Content-Encoding: nonce\0'), 12);
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  const size = Buffer.alloc(5);
  size.writeUInt32BE(MAX_RECORD_BYTES);
  size.writeUInt8(own.length, 4);
  return Buffer.concat([salt, size, own, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

/** Whether these bytes are an uncompressed point of the curve. */
export function isPoint(bytes: Buffer): boolean {
  try {
    newKeyPair().computeSecret(bytes);
    return bytes.length === 65 && bytes[0] === 4;
  } catch {
    return false;
  }
}

function newKeyPair(): ECDH {
  const pair = createECDH(CURVE);
  pair.generateKeys();
  return pair;
}

/** RFC 5869 for at most 32 bytes: a single round. */
const hkdf = (salt: Buffer, secret: Buffer, info: Buffer, bytes: number): Buffer =>
  mac(mac(salt, secret), Buffer.concat([info, Buffer.of(1)])).subarray(0, bytes);

const mac = (key: Buffer, data: Buffer): Buffer => createHmac('sha256', key).update(data).digest();
