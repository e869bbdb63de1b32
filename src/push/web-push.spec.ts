import { createDecipheriv, createECDH, createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { encryptPush, isPoint, MAX_PADDED_BYTES, MAX_RECORD_BYTES, MAX_TEXT_BYTES, padded } from './web-push.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');

/** RFC 8291, 5 and appendix A. */
const VECTOR = {
  text: 'When I grow up, I want to be a watermelon',
  senderPrivate: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
  receiverPrivate: 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94',
  receiverPublic: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  salt: 'DGv6ra1nlYgDCS1FRnbzlw',
  encrypted:
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
};
const keys = { p256dh: bytes(VECTOR.receiverPublic), auth: bytes(VECTOR.auth) };

test('a push is encrypted as in the example of RFC 8291', () => {
  const sender = createECDH('prime256v1');
  sender.setPrivateKey(bytes(VECTOR.senderPrivate));
  const text = Buffer.concat([Buffer.from(VECTOR.text), Buffer.of(2)]);
  expect(encryptPush(text, keys, { sender, salt: bytes(VECTOR.salt) }).toString('base64url')).toBe(VECTOR.encrypted);
});

/** As a browser does it, by its own arithmetic. */
function decrypted(push: Buffer): Buffer {
  const receiver = createECDH('prime256v1');
  receiver.setPrivateKey(bytes(VECTOR.receiverPrivate));
  const mac = (key: Buffer, data: Buffer) => createHmac('sha256', key).update(data).digest();
  const salt = push.subarray(0, 16);
  const sender = push.subarray(21, 86);
  const shared = mac(keys.auth, receiver.computeSecret(sender));
  const secret = mac(shared, Buffer.concat([Buffer.from('WebPush: info\0'), keys.p256dh, sender, Buffer.of(1)]));
  const derive = (info: string, length: number) =>
    mac(mac(salt, secret), Buffer.from(`${info}\0\u0001`)).subarray(0, length);
  const cipher = createDecipheriv(
    'aes-128-gcm',
    derive('Content-Encoding: aes128gcm', 16),
    derive('Content-Encoding: nonce', 12),
  );
  cipher.setAuthTag(push.subarray(-16));
  return Buffer.concat([cipher.update(push.subarray(86, -16)), cipher.final()]);
}

test('a push is read by its receiver, and no two of the same text are alike', () => {
  const text = padded(Buffer.from('Grüße'));
  const pushes = [encryptPush(text, keys), encryptPush(text, keys)];
  expect(pushes.map((push) => decrypted(push).equals(text))).toEqual([true, true]);
  expect(pushes[0]?.equals(pushes[1] ?? Buffer.alloc(0))).toBe(false);
});

describe('padding', () => {
  test.each([
    [0, 256],
    [255, 256],
    [256, 512],
    [3_839, 3_840],
    [3_840, 3_994],
    [3_993, 3_994],
  ])('of %i bytes gives %i', (text, length) => {
    const result = padded(Buffer.alloc(text, 'a'));
    expect([result.length, result[text], result.subarray(text + 1).every((byte) => byte === 0)]).toEqual([
      length,
      2,
      true,
    ]);
  });

  test('ends where services refuse more', () => {
    expect([MAX_TEXT_BYTES, MAX_PADDED_BYTES]).toEqual([3_993, 3_994]);
    expect(encryptPush(padded(Buffer.alloc(MAX_TEXT_BYTES)), keys)).toHaveLength(MAX_RECORD_BYTES);
    expect(() => padded(Buffer.alloc(MAX_TEXT_BYTES + 1))).toThrow(RangeError);
  });
});

describe('a point of P-256', () => {
  test.each([
    ['the key of the example', bytes(VECTOR.receiverPublic), true],
    ['the same in short form', Buffer.concat([Buffer.of(2), bytes(VECTOR.receiverPublic).subarray(1, 33)]), false],
    ['a point that is not on the curve', Buffer.alloc(65, 4), false],
    ['no bytes', Buffer.alloc(0), false],
    ['too few', bytes(VECTOR.receiverPublic).subarray(0, 64), false],
  ])('is %s: %#', (_, point, expected) => expect(isPoint(point)).toBe(expected));
});
