import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SessionsService } from '../../auth/sessions/sessions.service.ts';
import type { Caller } from '../../common/caller.ts';
import { Config } from '../../common/config.ts';
import { Problem } from '../../common/problem.ts';
import type { AttachmentSigner } from '../../timeline/attachment.view.ts';

const LIFE_MS = 10 * 60_000;
const UUID = '[0-9a-f-]{36}';
const FORM = new RegExp(`^(\\d{13})\\.(${UUID})\\.(${UUID})\\.([\\w-]{43})$`);

/**
 * Addresses for `<img>` and `<audio>`, which can send no header: bound to one file, one person and one session, for ten
 * minutes. A signature says who asks and nothing of rights: those are looked up at every request.
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

  /** When what is signed now ends. */
  expiry(): Date {
    return new Date(Date.now() + LIFE_MS);
  }

  /** For the view of attachments that this caller gets. */
  signerFor(caller: Caller, expiry = this.expiry()): AttachmentSigner {
    return (attachmentId) => `?access=${this.accessTo(attachmentId, caller, expiry.getTime())}`;
  }

  /**
   * Who was given this address.
   * @throws Problem `unauthenticated` for one that was not made here, `token_expired`, `session_ended`
   */
  async verify(fileId: string, access: string): Promise<Caller> {
    const [, expires = '', userId = '', sessionId = ''] = FORM.exec(access) ?? [];
    const made = this.accessTo(fileId, { userId, sessionId }, Number(expires));
    if (made.length !== access.length || !timingSafeEqual(Buffer.from(made), Buffer.from(access)))
      throw new Problem('unauthenticated');
    if (Number(expires) < Date.now()) throw new Problem('token_expired', 'This address has expired');
    return this.sessions.authenticate({ sub: userId, sid: sessionId, exp: Number(expires) / 1000 });
  }

  private accessTo(fileId: string, { userId, sessionId }: Pick<Caller, 'userId' | 'sessionId'>, expires: number) {
    const claims = `${expires}.${userId}.${sessionId}`;
    return `${claims}.${createHmac('sha256', this.key).update(`${fileId}.${claims}`).digest('base64url')}`;
  }
}
