import { Injectable } from '@nestjs/common';
import { HOUR_MS, ScheduledTasks } from '../../common/scheduled-tasks.ts';
import { RegistrationsRepository } from './registrations.repository.ts';

/** Removes registrations whose address was not verified within a day. */
@Injectable()
export class RegistrationSweep {
  constructor(registrations: RegistrationsRepository, tasks: ScheduledTasks) {
    tasks.onOneNode(HOUR_MS, 'registrations', () => registrations.removeOld());
  }
}
