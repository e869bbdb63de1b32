import { Injectable } from '@nestjs/common';
import { Config } from '../common/config.ts';
import { Database } from '../common/database/database.ts';
import { MailService } from '../mail/mail.service.ts';
import { recipientOf } from '../users/recipient.ts';
import { UsersService } from '../users/users.service.ts';
import { type ExportClaim, ExportsRepository } from './exports.repository.ts';

/** Marks an export as ready and mails its owner, in the same transaction; nothing when the claim no longer holds. */
@Injectable()
export class ExportCompletionService {
  constructor(
    private readonly exports: ExportsRepository,
    private readonly users: UsersService,
    private readonly mail: MailService,
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  /** Guests have no address: for them the export is only marked as ready. */
  async finish(claim: ExportClaim): Promise<void> {
    const mailId = await this.database.transaction(async (tx) => {
      if (!(await this.exports.markReady(tx, claim))) return undefined;
      const { email, ...user } = await this.users.get(claim.userId);
      if (!email) return undefined;
      const values = { name: user.displayName, url: `${this.config.linkUrl}/settings/data` };
      return this.mail.enqueue(tx, recipientOf({ ...user, email }), 'data-export', values);
    });
    if (mailId) this.mail.dispatch(mailId);
  }
}
