import {
  createECDH,
  createHash,
  createHmac,
  createPrivateKey,
  type KeyObject,
  sign,
  timingSafeEqual,
} from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { Config } from '../common/config.ts';
import { CURVE } from './web-push.ts';

const HOUR_MS = 3_600_000;
/** A signature for a service is used this long; services take those that end within 24 hours (RFC 8292, 2). */
const SIGNATURE_USED_MS = 12 * HOUR_MS;
const SIGNATURE_VALID_MS = 23 * HOUR_MS;
/** The order of P-256 (FIPS 186-4, D.1.2.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** Stands for no message in the token of a test. */
export const NO_MESSAGE = '00000000-0000-0000-0000-000000000000';
const TOPIC_LENGTH = 22;
const MAC_BYTES = 16;

/** A push that was shown, as its token names it. */
export interface ShownPush {
  deviceId: string;
  messageId: string;
}

/** All that pushes are signed and named with; everything is derived from SECRET_KEY. */
@Injectable()
export class PushKeyring {
  /** With which browsers subscribe: a point of P-256, base64url. */
  readonly publicKey: string;
  /** Tells this key from a former one, which devices may have subscribed with. */
  readonly keyNumber: number;
  private readonly privateKey: KeyObject;
  private readonly signatures = new Map<string, { header: string; madeAt: number }>();

  constructor(private readonly config: Config) {
    const secret = scalarOf(config.key('push'));
    const pair = createECDH(CURVE);
    pair.setPrivateKey(secret);
    const point = pair.getPublicKey();
    this.publicKey = point.toString('base64url');
    this.keyNumber = createHash('sha256').update(point).digest().readUInt16BE() >> 1;
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      d: secret.toString('base64url'),
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    };
    this.privateKey = createPrivateKey({ format: 'jwk', key: jwk });
  }

  /** `Authorization` for a push service (RFC 8292). */
  authorizationFor(origin: string, now = Date.now()): string {
    const known = this.signatures.get(origin);
    if (known && now - known.madeAt < SIGNATURE_USED_MS) return known.header;
    const exp = Math.floor((now + SIGNATURE_VALID_MS) / 1_000);
    const claims = [
      { typ: 'JWT', alg: 'ES256' },
      { aud: origin, exp, sub: this.config.publicUrl },
    ];
    const text = claims.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const signature = sign('sha256', Buffer.from(text), { key: this.privateKey, dsaEncoding: 'ieee-p1363' });
    const header = `vapid t=${text}.${signature.toString('base64url')}, k=${this.publicKey}`;
    this.signatures.set(origin, { header, madeAt: now });
    return header;
  }

  /** By which a later push takes the place of an earlier one: another for each device, so that services cannot compare rooms. */
  topicOf(deviceId: string, roomId: string): string {
    return this.mac('push-topic', `${deviceId}${roomId}`).toString('base64url').slice(0, TOPIC_LENGTH);
  }

  /** Lets a worker, which has no sign-in, say that it has shown a push; it grants nothing else. */
  shownToken({ deviceId, messageId }: ShownPush): string {
    const ids = Buffer.from(`${deviceId}${messageId}`.replaceAll('-', ''), 'hex');
    return Buffer.concat([ids, this.shownMac(ids)]).toString('base64url');
  }

  /** Undefined for a token that this server did not make. */
  readShownToken(token: string): ShownPush | undefined {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length !== 32 + MAC_BYTES || bytes.toString('base64url') !== token) return undefined;
    const ids = bytes.subarray(0, 32);
    if (!timingSafeEqual(this.shownMac(ids), bytes.subarray(32))) return undefined;
    const [deviceId, messageId] = [uuidOf(ids.subarray(0, 16)), uuidOf(ids.subarray(16))];
    return isUUID(deviceId) ? { deviceId, messageId } : undefined;
  }

  private shownMac(ids: Buffer): Buffer {
    return this.mac('push-shown', ids).subarray(0, MAC_BYTES);
  }

  private mac(purpose: 'push-topic' | 'push-shown', data: string | Buffer): Buffer {
    return createHmac('sha256', this.config.key(purpose)).update(data).digest();
  }
}

/** A private key of P-256: between 1 and the order of the curve. */
function scalarOf(random: Buffer): Buffer {
  const scalar = (BigInt(`0x${random.toString('hex')}`) % (ORDER - 1n)) + 1n;
  return Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
}

const uuidOf = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
