import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import { SealedSecrets } from '../../common/sealed-secrets.ts';

/** Encrypts the secrets of authenticator apps for the database. Each is bound to its person. */
@Injectable()
export class TotpSecrets {
  private readonly sealed: SealedSecrets;

  constructor(config: Config) {
    this.sealed = new SealedSecrets(config.key('totp'));
  }

  encrypt(userId: string, secret: string): Buffer {
    return this.sealed.seal(userId, secret);
  }

  /** Undefined for a secret of another person or of another SECRET_KEY: recovery codes go on working. */
  decrypt(userId: string, stored: Buffer): string | undefined {
    return this.sealed.open(userId, stored);
  }
}
