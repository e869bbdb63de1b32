import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Characters. A longer one, as with hundreds of groups, makes no address that a provider would take. */
const MAX_LENGTH = 6_000;

/** Encrypts ID tokens for the database: nonce, tag and text. Each is bound to the identity of its person. */
@Injectable()
export class SealedIdTokens {
  private readonly key: Buffer;

  constructor(config: Config) {
    this.key = config.key('id-token');
  }

  /** Null for one that is too long to be sent back. */
  seal(identityId: string, idToken: string): Buffer | null {
    if (idToken.length > MAX_LENGTH) return null;
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key, iv).setAAD(Buffer.from(identityId));
    const text = Buffer.concat([cipher.update(idToken, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), text]);
  }

  /** Undefined for one of another identity, or of another SECRET_KEY. */
  open(identityId: string, sealed: Buffer): string | undefined {
    try {
      const iv = sealed.subarray(0, IV_BYTES);
      const decipher = createDecipheriv(ALGORITHM, this.key, iv, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(identityId))
        .setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      return undefined;
    }
  }
}
