import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SessionsService } from '../../auth/sessions/sessions.service.ts';
import type { Caller } from '../../common/caller.ts';
import { Config } from '../../common/config.ts';
import { Problem } from '../../common/problem.ts';
import type { AttachmentSigner } from '../../timeline/attachment.view.ts';

const LIFETIME_MS = 10 * 60_000;
const UUID = '[0-9a-f-]{36}';
const ACCESS_PATTERN = new RegExp(`^(\\d{13})\\.(${UUID})\\.(${UUID})\\.([\\w-]{43})$`);

/**
 * Signs URLs for `<img>` and `<audio>`, which cannot send a header: bound to a file, a person and a session, valid for
 * ten minutes. A signature identifies the caller and grants nothing: permissions are checked at every request.
 */
@Injectable()
export class FileUrlSigner {
  private readonly key: Buffer;

  constructor(
    private readonly sessions: SessionsService,
    config: Config,
  ) {
    this.key = config.key('uploads');
  }

  /** The expiry of signatures created now. */
  expiry(): Date {
    return new Date(Date.now() + LIFETIME_MS);
  }

  /** Signs the URLs in the attachment views of this caller. */
  signerFor(caller: Caller, expiry = this.expiry()): AttachmentSigner {
    return (attachmentId) => `?access=${this.accessTo(attachmentId, caller, expiry.getTime())}`;
  }

  /**
   * The caller that the URL was signed for.
   * @throws Problem `unauthenticated` for a signature of another origin, `token_expired`, `session_ended`
   */
  async verify(fileId: string, access: string): Promise<Caller> {
    const [, expires = '', userId = '', sessionId = ''] = ACCESS_PATTERN.exec(access) ?? [];
    const made = Buffer.from(this.accessTo(fileId, { userId, sessionId }, Number(expires)));
    const given = Buffer.from(access);
    // Bytes, not characters: `timingSafeEqual` throws where they are not as many.
    if (made.length !== given.length || !timingSafeEqual(made, given)) throw new Problem('unauthenticated');
    if (Number(expires) < Date.now()) throw new Problem('token_expired', 'This address has expired');
    return this.sessions.authenticate({ sub: userId, sid: sessionId, exp: Number(expires) / 1000 });
  }

  private accessTo(fileId: string, { userId, sessionId }: Pick<Caller, 'userId' | 'sessionId'>, expires: number) {
    const claims = `${expires}.${userId}.${sessionId}`;
    return `${claims}.${createHmac('sha256', this.key).update(`${fileId}.${claims}`).digest('base64url')}`;
  }
}
