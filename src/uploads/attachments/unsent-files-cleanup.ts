import { Injectable } from '@nestjs/common';
import { AccountDeleted } from '../../auth/accounts/account-events.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import { HOUR_MS, ScheduledTasks } from '../../common/scheduled-tasks.ts';
import { BegunUploads } from '../begun-uploads.ts';
import { AttachmentsRepository } from './attachments.repository.ts';

/** Removes files that were never sent: after the time of the setting, and together with the account of their uploader, as what was begun. */
@Injectable()
export class UnsentFilesCleanup {
  constructor(attachments: AttachmentsRepository, begun: BegunUploads, events: DomainEvents, tasks: ScheduledTasks) {
    events.on(AccountDeleted, async ({ userId }) => {
      await attachments.removeAllUnsent(userId);
      await begun.endAllOf(userId);
    });
    tasks.onOneNode(HOUR_MS, 'unsent files', () => attachments.removeExpired());
  }
}
