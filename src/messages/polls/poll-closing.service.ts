import { Injectable, Logger } from '@nestjs/common';
import { ScheduledTasks } from '../../common/scheduled-tasks.ts';
import { Problem } from '../../common/problem.ts';
import { MessageMutations } from '../message-mutations.ts';
import { type DuePoll, PollsRepository } from './polls.repository.ts';

const POLL_MS = 2_000;

/** Closes polls whose time has come. Votes are refused from that time on, whether or not this has run since. */
@Injectable()
export class PollClosingService {
  private readonly logger = new Logger(PollClosingService.name);

  constructor(
    private readonly polls: PollsRepository,
    private readonly mutations: MessageMutations,
    tasks: ScheduledTasks,
  ) {
    tasks.onOneNode(POLL_MS, 'polls', () => this.closeDue());
  }

  /** One after the other, so that a room that is busy holds up no other; what fails is due again at the next run. */
  async closeDue(): Promise<void> {
    for (const due of await this.polls.due()) await this.close(due);
  }

  /** Under the lock of the head, as every change: of two processes the second finds it closed, and changes nothing. */
  private async close({ roomId, messageId }: DuePoll): Promise<void> {
    try {
      await this.mutations.change(roomId, messageId, (tx) => this.polls.close(tx, messageId));
    } catch (error) {
      // Deleted meanwhile, its poll is gone with it.
      if (error instanceof Problem && error.status < 500) return;
      this.logger.warn(`The poll ${messageId} stays open until the next run: ${String(error)}`);
    }
  }
}
