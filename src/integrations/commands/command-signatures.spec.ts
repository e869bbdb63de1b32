import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { newCommandSecret, signatureHeaders } from './command-signatures.ts';

const BODY = 'command=%2Fdeploy&text=v1.4';
const NOW = new Date('2026-11-30T12:00:00.900Z');
const SECONDS = '1796040000';

test('a secret is of 32 bytes and never the same', () => {
  const [one, other] = [newCommandSecret(), newCommandSecret()];
  expect(one).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(one).not.toBe(other);
});

test('a request is signed as Standard Webhooks and as Slack have it', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const headers = signatureHeaders(secret, 'cmd_1', BODY, NOW);
  expect(headers).toMatchObject({
    'webhook-id': 'cmd_1',
    'webhook-timestamp': SECONDS,
    'x-slack-request-timestamp': SECONDS,
  });
  const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
  const standard = createHmac('sha256', key).update(`cmd_1.${SECONDS}.${BODY}`).digest('base64');
  expect(headers['webhook-signature']).toBe(`v1,${standard}`);
  const slack = createHmac('sha256', secret).update(`v0:${SECONDS}:${BODY}`).digest('hex');
  expect(headers['x-slack-signature']).toBe(`v0=${slack}`);
});
