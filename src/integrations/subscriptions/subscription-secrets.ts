import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import { SealedSecrets } from '../../common/sealed-secrets.ts';
import type { Receiver } from './subscriptions.repository.ts';

/** Characters of Slack's verification tokens. */
const SLACK_TOKEN_LENGTH = 24;

/** The secrets that subscriptions sign with: kept encrypted, since they are needed in plain to sign. */
@Injectable()
export class SubscriptionSecrets {
  private readonly sealed: SealedSecrets;

  constructor(config: Config) {
    this.sealed = new SealedSecrets(config.key('webhooks'));
  }

  seal(subscriptionId: string, secret: string): Buffer {
    return this.sealed.seal(subscriptionId, secret);
  }

  /** The present one, and the one before it while that signs; none that another SECRET_KEY has encrypted. */
  of({ id, secret, previousSecret }: Receiver): string[] {
    return [secret, previousSecret].flatMap((sealed) => (sealed && this.sealed.open(id, sealed)) ?? []);
  }
}

/** What stands for the token of Slack's form: the beginning of the secret's SHA-256, so that the secret itself is never sent. */
export const slackTokenOf = (secret: string): string => hash('sha256', secret, 'hex').slice(0, SLACK_TOKEN_LENGTH);
