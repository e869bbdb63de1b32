import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../common/database/database.ts';
import { emailKeyOf } from '../../common/validation/email-key.ts';
import type { UserEntity } from '../../users/user.entity.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { AccountMails, hasEmail } from '../accounts/account-mails.ts';
import { lockUnchangedAccount } from '../passwords/unchanged-account.ts';
import { MAX_CODE_TRIES, VerificationCodes } from '../registration/verification-codes.ts';
import type { EmailChangeEntity } from './email-change.entity.ts';
import { EmailChangesRepository } from './email-changes.repository.ts';

/** A code opens the change of one account to one address. */
const codeKey = (userId: string, emailKey: string) => `change ${userId} ${emailKey}`;

/** New addresses whose codes are on their way. */
@Injectable()
export class EmailChangeStore {
  constructor(
    private readonly users: UsersRepository,
    private readonly changes: EmailChangesRepository,
    private readonly codes: VerificationCodes,
    private readonly mails: AccountMails,
    private readonly database: Database,
  ) {}

  /**
   * Mails a code to the new address. The owner of an address that has an account is mailed that instead, and the code
   * reaches nobody: the caller cannot tell the difference.
   * @param checked the account, whose owner has proved who they are
   */
  async request(checked: UserEntity, email: string): Promise<void> {
    const emailKey = emailKeyOf(email);
    const owner = await this.users.byEmail(emailKey);
    const mailId = await this.database.transaction(async (tx) => {
      await lockUnchangedAccount(tx, checked);
      const { code, ...stored } = this.codes.make(codeKey(checked.id, emailKey));
      await this.changes.replace(tx, { userId: checked.id, email, emailKey, ...stored });
      return hasEmail(owner)
        ? this.mails.emailInUse(tx, owner)
        : this.mails.changeCode(tx, { ...checked, email }, code);
    });
    this.mails.dispatch(mailId);
  }

  /** Counts an attempt, and returns the change that the code opens. */
  async tryCode(userId: string, code: string): Promise<EmailChangeEntity | undefined> {
    const tried = await this.changes.tryCode(userId, MAX_CODE_TRIES);
    return tried && this.codes.matches(codeKey(userId, tried.emailKey), code, tried.codeHash) ? tried : undefined;
  }

  /** Takes out a change whose code was shown; false when another request was faster. */
  take(tx: Tx, change: EmailChangeEntity): Promise<boolean> {
    return this.changes.take(tx, change);
  }
}
