import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import { SealedSecrets } from '../../common/sealed-secrets.ts';

/** The addresses of hooks, and the secrets that are kept for them. */
@Injectable()
export class HookAddresses {
  private readonly sealed: SealedSecrets;

  constructor(private readonly config: Config) {
    this.sealed = new SealedSecrets(config.key('webhooks'));
  }

  urlOf(hookId: string, secret: string): string {
    return `${this.config.linkUrl}/hooks/${hookId}/${secret}`;
  }

  seal(hookId: string, secret: string): Buffer {
    return this.sealed.seal(hookId, secret);
  }

  /** Undefined for one that another SECRET_KEY has encrypted. */
  open(hookId: string, sealed: Buffer): string | undefined {
    return this.sealed.open(hookId, sealed);
  }
}
