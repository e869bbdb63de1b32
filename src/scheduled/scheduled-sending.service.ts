import { Injectable, Logger } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Problem, type ProblemCode } from '../common/problem.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';
import { MessageSendingService } from '../messages/message-sending.service.ts';
import { PersonalStream } from '../personal/personal-stream.service.ts';
import type { Message } from '../timeline/message.dto.ts';
import { type ClaimedMessage, ScheduledClaimsRepository } from './scheduled-claims.repository.ts';
import { failureOf, isTooLate } from './scheduled.policy.ts';

const POLL_MS = 2_000;
/** Seconds until a message that cannot be sent at the moment is tried again, unless the refusal names a time. */
const RETRY_SECONDS = 5;

/**
 * Sends messages at their time, as their authors and with the rights that these have then. Each is sent once: its id is the
 * `clientId` of the message, which is unique for ever, and its row goes only after the message is committed. A process that
 * is killed in between leaves a claim that ends.
 */
@Injectable()
export class ScheduledSendingService {
  private readonly logger = new Logger(ScheduledSendingService.name);

  constructor(
    private readonly claims: ScheduledClaimsRepository,
    private readonly messages: MessageSendingService,
    private readonly stream: PersonalStream,
    tasks: ScheduledTasks,
  ) {
    tasks.onEveryNode(POLL_MS, 'scheduled messages', () => this.sendDue());
  }

  async sendDue(): Promise<void> {
    for (let due = await this.claims.claimDue(); due.length; due = await this.claims.claimDue()) {
      const byRoom = Map.groupBy(due, ({ entry }) => entry.roomId);
      await Promise.all([...byRoom.values()].map((ofRoom) => this.sendInOrder(ofRoom)));
    }
  }

  /**
   * Sends a message of the caller at once, also one that has failed.
   * @throws Problem why it cannot be sent: then it stays as it was; `scheduled_not_found`, `already_sending`
   */
  async sendNow({ userId }: Caller, id: string, exists: () => Promise<boolean>): Promise<Message> {
    const claimed = await this.claims.claimOne(userId, id);
    if (!claimed) throw new Problem((await exists()) ? 'already_sending' : 'scheduled_not_found');
    try {
      const message = await this.send(claimed);
      await this.settle(claimed);
      return message;
    } catch (error) {
      await this.claims.release(claimed, 0);
      throw error;
    }
  }

  private async sendInOrder(ofRoom: ClaimedMessage[]): Promise<void> {
    for (const claimed of ofRoom) await this.sendOne(claimed);
  }

  private async sendOne(claimed: ClaimedMessage): Promise<void> {
    try {
      const isLate = isTooLate(claimed.sendAt, new Date());
      if (!isLate) await this.send(claimed);
      await this.settle(claimed, isLate ? 'too_late' : undefined);
    } catch (error) {
      const failure = failureOf(error);
      if (failure) return this.settle(claimed, failure);
      const seconds = error instanceof Problem ? error.retryAfter : undefined;
      if (!(error instanceof Problem)) this.logger.warn(`A scheduled message waits: ${String(error)}`);
      await this.claims.release(claimed, seconds ?? RETRY_SECONDS);
    }
  }

  private async send({ userId, role, isDisabled, entry }: ClaimedMessage): Promise<Message> {
    if (isDisabled) throw new Problem('forbidden');
    const { id: clientId, roomId, body, replyToId, threadId, alsoInRoom, attachmentIds } = entry;
    const author: Caller = { userId, sessionId: '', role, expiresAt: Infinity };
    const { message } = await this.messages.send(author, {
      clientId,
      roomId,
      body,
      ...(replyToId && { replyToId }),
      ...(threadId && { threadId, alsoInRoom }),
      ...(attachmentIds.length && { attachmentIds }),
    });
    return message;
  }

  /** Removes what was sent, or keeps what has failed, and tells all devices of its author. */
  private settle(claimed: ClaimedMessage, failure?: ProblemCode): Promise<void> {
    const { userId, entry } = claimed;
    return this.stream.write(userId, async (tx) => {
      const isSettled = failure
        ? await this.claims.markFailed(tx, claimed, failure, await this.stream.nextRevision(tx, userId))
        : await this.claims.removeSent(tx, claimed);
      return {
        answer: undefined,
        changes: isSettled ? [{ kind: 'scheduled', id: entry.id, isGone: !failure }] : [],
      };
    });
  }
}
