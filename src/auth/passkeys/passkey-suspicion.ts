import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Database } from '../../common/database/database.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { FactorMails } from '../second-factor/factor-mails.ts';
import type { PasskeyEntity } from './passkey.entity.ts';

/** A passkey whose device has counted fewer uses than before: there may be a copy of it. It stays, and its person is told. */
@Injectable()
export class PasskeySuspicion {
  constructor(
    private readonly users: UsersRepository,
    private readonly mails: FactorMails,
    private readonly audit: AuditService,
    private readonly database: Database,
  ) {}

  async tell({ userId, name }: PasskeyEntity): Promise<void> {
    const user = await this.users.byId(userId);
    const mailId = await this.database.transaction(async (tx) => {
      await this.audit.record('passkey_suspect', { targetId: userId, detail: { name } }, tx);
      return user ? this.mails.aboutPasskey(tx, user, 'passkey-suspect', name) : undefined;
    });
    this.mails.dispatch(mailId);
  }
}
