import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Config } from '../../common/config.ts';
import { Database } from '../../common/database/database.ts';
import { MailService } from '../../mail/mail.service.ts';
import { recipientOf } from '../../users/recipient.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { hasEmail } from '../accounts/account-mails.ts';
import { ProofsRepository } from '../admission/proofs.repository.ts';
import { newToken, sha256 } from '../sessions/session-tokens.ts';

const LINK_AGE_MS = 15 * 60_000;

/** The links by which the operator of the machine lets a person in who has no other way left. */
@Injectable()
export class LetInLinks {
  constructor(
    private readonly proofs: ProofsRepository,
    private readonly mail: MailService,
    private readonly config: Config,
    private readonly audit: AuditService,
    private readonly database: Database,
  ) {}

  /**
   * A link that works once, for 15 minutes. Nothing of the account ends; the person is mailed.
   * @param mayEnable whether a disabled account is enabled
   * @throws Error with a single line
   */
  async make(user: UserEntity, mayEnable: boolean): Promise<string> {
    const token = newToken();
    const mailId = await this.database.transaction(async (tx) => {
      const locked = await tx.findOneOrFail(UserEntity, {
        where: { id: user.id },
        lock: { mode: 'for_no_key_update' },
      });
      if (locked.disabledAt && !mayEnable)
        throw new Error(`The account of ${user.username} is disabled; --enable enables it`);
      const by = { targetId: user.id, detail: { by: 'command' } };
      if (locked.disabledAt) {
        await tx.update(UserEntity, { id: user.id }, { disabledAt: null });
        await this.audit.record('account_enabled', by, tx);
      }
      await this.proofs.add({ kind: 'let-in', userId: user.id, hash: sha256(token), ageMs: LINK_AGE_MS }, tx);
      await this.audit.record('let_in_link_made', by, tx);
      if (!hasEmail(locked)) return undefined;
      const values = { name: locked.displayName, url: `${this.config.linkUrl}/settings/security` };
      return this.mail.enqueue(tx, recipientOf(locked), 'let-in', values);
    });
    if (mailId) this.mail.dispatch(mailId);
    // In the fragment, which no server and no log of a proxy receives.
    return `${this.config.linkUrl}/let-in#token=${token}`;
  }
}
