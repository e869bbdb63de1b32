import { Injectable } from '@nestjs/common';
import { AccountDeleted } from '../auth/accounts/account-events.ts';
import { DomainEvents } from '../common/domain-events.ts';
import { Retention } from '../common/retention.ts';
import { PushDevicesRepository } from './push-devices.repository.ts';

const KEPT_DAYS = 3;

/** Removes what is known of pushes: after three days, and with their person. */
@Injectable()
export class PushCleanup {
  constructor(devices: PushDevicesRepository, events: DomainEvents, retention: Retention) {
    events.on(AccountDeleted, ({ userId }) => devices.forget(userId));
    retention.add({ table: 'pushes', due: `decided_at < now() - interval '${KEPT_DAYS} days'` });
  }
}
