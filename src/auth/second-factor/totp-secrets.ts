import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts the secrets of authenticator apps for the database: nonce, tag and text. Each is bound to its person. */
@Injectable()
export class TotpSecrets {
  private readonly key: Buffer;

  constructor(config: Config) {
    this.key = config.key('totp');
  }

  encrypt(userId: string, secret: string): Buffer {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key, iv).setAAD(Buffer.from(userId));
    const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), text]);
  }

  /** Undefined for a secret of another person or of another SECRET_KEY: recovery codes go on working. */
  decrypt(userId: string, stored: Buffer): string | undefined {
    const decipher = createDecipheriv(ALGORITHM, this.key, stored.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(userId))
      .setAuthTag(stored.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
      return decipher.update(stored.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      return undefined;
    }
  }
}
