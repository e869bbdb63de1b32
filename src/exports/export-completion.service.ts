import { Injectable } from '@nestjs/common';
import { Config } from '../common/config.ts';
import { Database } from '../common/database/database.ts';
import { MailService } from '../mail/mail.service.ts';
import { recipientOf } from '../users/recipient.ts';
import { UsersService } from '../users/users.service.ts';
import { DataExportEntity } from './data-export.entity.ts';

/** Marks an export as ready and mails its owner, in the same transaction. */
@Injectable()
export class ExportCompletionService {
  constructor(
    private readonly users: UsersService,
    private readonly mail: MailService,
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  /** Guests have no address: for them the export is only marked as ready. */
  async finish(userId: string): Promise<void> {
    const mailId = await this.database.transaction(async (tx) => {
      await tx.update(DataExportEntity, { userId }, { readyAt: new Date() });
      const { email, ...user } = await this.users.get(userId);
      if (!email) return undefined;
      const values = { name: user.displayName, url: `${this.config.linkUrl}/settings/data` };
      return this.mail.enqueue(tx, recipientOf({ ...user, email }), 'data-export', values);
    });
    if (mailId) this.mail.dispatch(mailId);
  }
}
