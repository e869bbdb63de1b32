import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';

/** The validity of a mailed code in minutes, and the wrong attempts that invalidate it (OWASP ASVS 5, 6.5 and 6.6). */
export const CODE_MINUTES = 10;
export const MAX_CODE_TRIES = 5;

/** Six digits for a mail; only their HMAC, bound to the address, is stored. */
@Injectable()
export class VerificationCodes {
  private readonly key: Buffer;

  constructor(config: Config) {
    this.key = config.key('email-code');
  }

  make(emailKey: string): { code: string; codeHash: Buffer; codeExpiresAt: Date } {
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const codeExpiresAt = new Date(Date.now() + CODE_MINUTES * 60_000);
    return { code, codeHash: this.hash(emailKey, code), codeExpiresAt };
  }

  matches(emailKey: string, code: string, stored: Buffer): boolean {
    return timingSafeEqual(this.hash(emailKey, code), stored);
  }

  hash(emailKey: string, code: string): Buffer {
    return createHmac('sha256', this.key).update(`${emailKey} ${code}`).digest();
  }
}
