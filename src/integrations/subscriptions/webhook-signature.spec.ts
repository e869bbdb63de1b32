import { describe, expect, test } from '@jest/globals';
import { newSigningSecret, webhookSignature } from './webhook-signature.ts';

/** The example of the specification's own libraries. */
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const REQUEST = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body: '{"test": 2432232314}' };
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

describe('a signature', () => {
  test('is that of Standard Webhooks', () => {
    expect(webhookSignature([SECRET], REQUEST)).toBe(SIGNATURE);
  });

  test('is another one for each byte, id, time and secret', () => {
    const others = [
      webhookSignature([SECRET], { ...REQUEST, body: '{"test": 2432232315}' }),
      webhookSignature([SECRET], { ...REQUEST, id: 'msg_p5jXN8AQM9LWM0D4loKWxJel' }),
      webhookSignature([SECRET], { ...REQUEST, timestamp: 1614265331 }),
      webhookSignature([newSigningSecret()], REQUEST),
    ];
    expect(new Set([SIGNATURE, ...others]).size).toBe(5);
  });

  test('stands beside that of the secret before', () => {
    const [first, second] = [newSigningSecret(), SECRET];
    expect(webhookSignature([first, second], REQUEST)).toBe(`${webhookSignature([first], REQUEST)} ${SIGNATURE}`);
  });

  test('is by 32 bytes of chance', () => {
    const secret = newSigningSecret();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(Buffer.from(secret.slice(6), 'base64')).toHaveLength(32);
  });
});
