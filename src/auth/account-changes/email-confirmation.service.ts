import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import { Problem } from '../../common/problem.ts';
import type { UserEntity } from '../../users/user.entity.ts';
import { summaryOf } from '../../users/user.view.ts';
import { isEmailTaken, UsersRepository } from '../../users/users.repository.ts';
import { ProfileChanged } from '../../users/users.service.ts';
import type { EmailChangeEntity } from './email-change.entity.ts';
import { EmailAddressWriter } from './email-address-writer.ts';
import { EmailChangeStore } from './email-change-store.ts';

const wrongCode = () => new Problem('invalid_code', undefined, { code: ['is wrong or has expired'] });

/** Changes addresses, once the code from the new one comes back. */
@Injectable()
export class EmailConfirmationService {
  constructor(
    private readonly changes: EmailChangeStore,
    private readonly writer: EmailAddressWriter,
    private readonly users: UsersRepository,
    private readonly database: Database,
    private readonly announcements: DomainEvents,
  ) {}

  /** @throws Problem `invalid_code`, also when another account has got the address meanwhile */
  async confirm(userId: string, code: string): Promise<void> {
    const change = await this.changes.tryCode(userId, code);
    if (!change) throw wrongCode();
    await this.write(userId, change).catch((error: unknown) => {
      throw isEmailTaken(error) ? wrongCode() : error;
    });
  }

  private async write(userId: string, change: EmailChangeEntity): Promise<void> {
    const { user, mailId } = await this.database.transaction(async (tx) => {
      const before = await this.users.lockById(tx, userId);
      if (!before || before.deletedAt) throw new Problem('user_not_found');
      if (!(await this.changes.take(tx, change))) throw wrongCode();
      const mailId = await this.writer.write(tx, before, change.email, userId);
      return { user: await this.users.byId(userId, tx), mailId };
    });
    if (mailId) this.writer.dispatch(mailId);
    await this.announce(user);
  }

  /** The person's other devices read their account again. */
  private async announce(user: UserEntity | null): Promise<void> {
    if (user) await this.announcements.publish(new ProfileChanged(summaryOf(user)));
  }
}
