import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import { newToken, sha256 } from '../sessions/session-tokens.ts';

const DAY_MS = 86_400_000;

/** A link, and what is stored of it. */
export interface InvitationLink {
  tokenHash: Buffer;
  expiresAt: Date;
  url: string;
}

@Injectable()
export class InvitationLinks {
  constructor(private readonly config: Config) {}

  make(days: number): InvitationLink {
    const token = newToken();
    const expiresAt = new Date(Date.now() + days * DAY_MS);
    return { tokenHash: sha256(token), expiresAt, url: `${this.config.linkUrl}/invite/${token}` };
  }
}
