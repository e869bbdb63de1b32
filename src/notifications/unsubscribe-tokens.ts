import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { Config } from '../common/config.ts';
import type { Language } from '../common/languages.ts';
import { Problem } from '../common/problem.ts';
import { languageFor } from '../users/recipient.ts';
import { UsersService } from '../users/users.service.ts';

/** Ends the mails about missed messages by a link in them. The link names its person, is signed, and does nothing else. */
@Injectable()
export class UnsubscribeTokens {
  constructor(
    private readonly config: Config,
    private readonly users: UsersService,
  ) {}

  urlFor(userId: string): string {
    return `${this.config.publicUrl}/api/v1/unsubscribe/${userId}.${this.sign(userId).toString('base64url')}`;
  }

  /** What the person of the link reads. */
  async languageOf(token: string): Promise<Language> {
    return languageFor(await this.users.get(this.check(token)));
  }

  /** @throws Problem `invalid_token` for a link that is not ours */
  private check(token: string): string {
    const [userId = '', signature = ''] = token.split('.');
    const given = Buffer.from(signature, 'base64url');
    const right = this.sign(userId);
    if (!isUUID(userId) || given.length !== right.length || !timingSafeEqual(given, right))
      throw new Problem('invalid_token');
    return userId;
  }

  async unsubscribe(token: string): Promise<void> {
    await this.users.updatePreferences(this.check(token), { emailDigest: false });
  }

  private sign(userId: string): Buffer {
    return createHmac('sha256', this.config.key('unsubscribe')).update(userId).digest();
  }
}
