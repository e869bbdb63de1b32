import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Database } from '../../common/database/database.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { usernameKey } from '../../users/username.ts';
import { LetInLinks } from '../let-in/let-in-links.ts';
import { FactorResetService } from '../second-factor/factor-reset.service.ts';

/** Gives people access to their accounts again, for the operator of the machine. */
@Injectable()
export class AccountAccessService {
  constructor(
    private readonly factors: FactorResetService,
    private readonly links: LetInLinks,
    private readonly audit: AuditService,
    private readonly database: Database,
  ) {}

  /** @throws Error with a single line */
  async resetSecondFactor(username: string): Promise<string> {
    const user = await this.find(username);
    await this.factors.reset(user.id);
    return user.username;
  }

  /** @throws Error with a single line */
  async enable(username: string): Promise<string> {
    const user = await this.find(username);
    if (!user.disabledAt) throw new Error(`The account of ${user.username} is not disabled`);
    await this.database.transaction(async (tx) => {
      await tx.update(UserEntity, { id: user.id }, { disabledAt: null });
      await this.audit.record('account_enabled', { targetId: user.id, detail: { by: 'command' } }, tx);
    });
    return user.username;
  }

  /**
   * A link that signs in, once, within 15 minutes, whatever the account asks for otherwise.
   * @throws Error with a single line
   */
  async letIn(username: string, mayEnable: boolean): Promise<{ username: string; link: string }> {
    const user = await this.find(username);
    if (user.role === 'guest') throw new Error(`${user.username} is a guest, who has no account to come back to`);
    return { username: user.username, link: await this.links.make(user, mayEnable) };
  }

  private async find(username: string): Promise<UserEntity> {
    const where = { usernameKey: usernameKey(username) };
    const user = await this.database.source.manager.findOneBy(UserEntity, where);
    if (!user || user.deletedAt) throw new Error(`There is no account with the user name ${username}`);
    return user;
  }
}
