import { Injectable } from '@nestjs/common';
import { AccountDeleted } from '../../auth/accounts/account-events.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import { Retention } from '../../common/retention.ts';
import { ScheduledTasks } from '../../common/scheduled-tasks.ts';
import { KeywordLookup } from './keyword-lookup.ts';
import { KeywordsRepository, MARKS_OF_DELETED_ROOMS, READ_HITS } from './keywords.repository.ts';

/** Time within which a keyword notifies; nothing of it is on the way of a message. */
const ROUND_MS = 1_000;

/** Looks for keywords in what was written, room by room, and tells their people. */
@Injectable()
export class KeywordsService {
  constructor(
    private readonly lookup: KeywordLookup,
    keywords: KeywordsRepository,
    events: DomainEvents,
    retention: Retention,
    tasks: ScheduledTasks,
  ) {
    tasks.onOneNode(ROUND_MS, 'look for keywords', () => this.lookup.run());
    events.on(AccountDeleted, ({ userId }) => keywords.forget(userId));
    retention.add({ table: 'keyword_hits', due: READ_HITS }, { table: 'keyword_marks', due: MARKS_OF_DELETED_ROOMS });
  }
}
