import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Problem } from '../../common/problem.ts';
import { redactBefore } from '../../timeline/message.view.ts';
import { TimelineRepository } from '../../timeline/timeline.repository.ts';
import { EventTests } from './event-tests.service.ts';
import { messageEvent, resetEvent, type RoomEvent } from './room-event.view.ts';
import { RoomEventsReader } from './room-events-reader.ts';
import { SubscriptionAccess } from './subscription-access.ts';
import type { SubscriptionFailureEntity } from './subscription-failure.entity.ts';
import { SubscriptionFailuresRepository } from './subscription-failures.repository.ts';
import { failureView } from './subscription.view.ts';
import type { SubscriptionFailure, SubscriptionTest } from './subscriptions.dto.ts';

const EVENT_ID = /^evt_[\w-]{1,200}$/;
const unknownEvent = () => new Problem('not_found', 'There is no such event, or it is no longer kept');

/** Events that were set aside: what they are about, and sending them again. */
@Injectable()
export class FailedEventsService {
  constructor(
    private readonly access: SubscriptionAccess,
    private readonly failures: SubscriptionFailuresRepository,
    private readonly reader: RoomEventsReader,
    private readonly timeline: TimelineRepository,
    private readonly tests: EventTests,
  ) {}

  async list(caller: Caller, subscriptionId: string): Promise<SubscriptionFailure[]> {
    await this.access.find(caller, subscriptionId, 'see');
    return (await this.failures.list(subscriptionId)).map(failureView);
  }

  /**
   * Sends what the event is about as it is now, under the id of then, as far as the bot may still read it.
   * @throws Problem `not_found`, `forbidden`, `message_not_found`, `too_many_requests`
   */
  async sendAgain(caller: Caller, subscriptionId: string, eventId: string): Promise<SubscriptionTest> {
    const readers = await this.access.find(caller, subscriptionId, 'change');
    const failure = EVENT_ID.test(eventId) ? await this.failures.find(subscriptionId, eventId) : undefined;
    if (!failure) throw unknownEvent();
    const visibleFrom = await this.reader.visibleFrom(readers, failure.roomId);
    if (visibleFrom === undefined)
      throw new Problem('forbidden', 'The bot of this subscription, or its owner, is not in the room');
    const answer = await this.tests.send(
      caller,
      subscriptionId,
      await this.eventOf(failure, visibleFrom),
      failure.roomName,
    );
    if (answer.ok) await this.failures.remove(subscriptionId, eventId);
    return answer;
  }

  private async eventOf(failure: SubscriptionFailureEntity, visibleFrom: number): Promise<RoomEvent> {
    const { roomId, messageId, eventId, type } = failure;
    if (messageId === null) return this.resetOf(roomId);
    const message = await this.timeline.byId(messageId);
    if (!message || message.roomId !== roomId || message.seq < visibleFrom) throw new Problem('message_not_found');
    return messageEvent(message.deletedAt ? 'message.deleted' : type, redactBefore(visibleFrom)(message), eventId);
  }

  private async resetOf(roomId: string): Promise<RoomEvent> {
    const [head] = await this.timeline.heads([roomId]);
    if (!head) throw new Problem('room_not_found');
    return resetEvent({ roomId, revision: head.revision, epoch: head.epoch, heldRevision: null });
  }
}
