import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { Problem } from '../../common/problem.ts';
import { summaryOf } from '../../users/user.view.ts';
import { ProfileChanged } from '../../users/users.service.ts';
import { EmailRestorer } from './email-restorer.ts';
import { isEmailTaken } from '../../users/users.repository.ts';

/** Takes a change of address back by the link that was mailed to the former one. */
@Injectable()
export class EmailUndoService {
  constructor(
    private readonly restorer: EmailRestorer,
    private readonly limits: RateLimits,
    private readonly database: Database,
    private readonly announcements: DomainEvents,
  ) {}

  /** @throws Problem `invalid_token`, also when another account has got the address meanwhile */
  async undo(token: string, ip: string): Promise<void> {
    await this.limits.take('resetPassword', ip);
    const restored = await this.database
      .transaction((tx) => this.restorer.restore(tx, token))
      .catch((error: unknown) => {
        throw isEmailTaken(error) ? new Problem('invalid_token') : error;
      });
    this.restorer.announce(restored);
    await this.announcements.publish(new ProfileChanged(summaryOf(restored.user)));
  }
}
