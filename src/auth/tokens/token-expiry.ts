import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { AuditService } from '../../audit/audit.service.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { HOUR_MS, ScheduledTasks } from '../../common/scheduled-tasks.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { hasEmail } from '../accounts/account-mails.ts';
import { type EndingToken, PersonalTokensRepository } from './personal-tokens.repository.ts';
import { TokenMails } from './token-mails.ts';
import { nameInMails, ownerIdOf } from './token-owner.ts';

/** How long before its end the owner of a token is mailed. */
const WARNING_DAYS = 7;

/** Mails the owners of tokens that soon end, and records those that have ended. They count as ended by their time alone. */
@Injectable()
export class TokenExpiry {
  constructor(
    private readonly tokens: PersonalTokensRepository,
    private readonly mails: TokenMails,
    private readonly audit: AuditService,
    private readonly database: Database,
    tasks: ScheduledTasks,
  ) {
    tasks.onOneNode(HOUR_MS, 'tokens that end', () => this.run());
  }

  async run(): Promise<void> {
    const mailIds = await this.database.transaction(async (tx) =>
      this.warn(tx, await this.tokens.takeEndingWithin(tx, WARNING_DAYS)),
    );
    for (const mailId of mailIds) this.mails.dispatch(mailId);
    await this.database.transaction(async (tx) => {
      for (const { userId, name } of await this.tokens.endExpired(tx))
        await this.audit.record('token_expired', { targetId: userId, detail: { name } }, tx);
    });
  }

  private async warn(tx: Tx, ending: EndingToken[]): Promise<string[]> {
    const holders = await tx.findBy(UserEntity, { id: In(ending.map(({ userId }) => userId)) });
    const owners = await tx.findBy(UserEntity, { id: In(holders.map(ownerIdOf)) });
    const mailIds: string[] = [];
    for (const { userId, name, expiresAt } of ending) {
      const holder = holders.find(({ id }) => id === userId);
      const owner = owners.find(({ id }) => holder && id === ownerIdOf(holder)) ?? null;
      const token = { name: nameInMails(name, holder), expiresAt };
      if (hasEmail(owner) && !owner.disabledAt) mailIds.push(await this.mails.send(tx, owner, 'token-expiring', token));
    }
    return mailIds;
  }
}
