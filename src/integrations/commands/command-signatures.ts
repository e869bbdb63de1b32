import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** As Standard Webhooks 1.0.0 writes secrets. */
export const newCommandSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString('base64');

/**
 * The headers by which a service tells that a request is of this server: those of Standard Webhooks 1.0.0, and those of
 * Slack, whose key is the secret as it is shown. A service that knows either verifies it unchanged.
 * @param id names the request
 */
export function signatureHeaders(secret: string, id: string, body: string, now = new Date()): Record<string, string> {
  const seconds = String(Math.floor(now.getTime() / 1000));
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`,
    'x-slack-request-timestamp': seconds,
    'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex')}`,
  };
}
