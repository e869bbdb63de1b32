import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { Config } from '../common/config.ts';
import type { Language } from '../common/languages.ts';
import { Problem } from '../common/problem.ts';
import { languageFor } from '../users/recipient.ts';
import { UsersService } from '../users/users.service.ts';

/** Signs the links that end the mails about missed messages. A link identifies its person and grants nothing else. */
@Injectable()
export class UnsubscribeTokenSigner {
  constructor(
    private readonly config: Config,
    private readonly users: UsersService,
  ) {}

  urlFor(userId: string): string {
    return `${this.config.publicUrl}/api/v1/unsubscribe/${userId}.${this.sign(userId).toString('base64url')}`;
  }

  /** The language of the person that the link belongs to. */
  async languageOf(token: string): Promise<Language> {
    return languageFor(await this.users.get(this.verify(token)));
  }

  /** @throws Problem `invalid_token` for a link that this server did not sign */
  private verify(token: string): string {
    const [userId = '', signature = ''] = token.split('.');
    const given = Buffer.from(signature, 'base64url');
    const right = this.sign(userId);
    if (!isUUID(userId) || given.length !== right.length || !timingSafeEqual(given, right))
      throw new Problem('invalid_token');
    return userId;
  }

  async unsubscribe(token: string): Promise<void> {
    await this.users.updatePreferences(this.verify(token), { emailDigest: false });
  }

  private sign(userId: string): Buffer {
    return createHmac('sha256', this.config.key('unsubscribe')).update(userId).digest();
  }
}
