import { Injectable } from '@nestjs/common';
import { DomainEvents } from '../../common/domain-events.ts';
import { MAX_PIPELINE_CONNECTIONS } from '../../common/database/pipeline.ts';
import { metrics } from '../../common/observability/metrics.ts';
import { Problem } from '../../common/problem.ts';
import { inContext, type RequestContext, requestContext } from '../../common/observability/request-context.ts';
import type { Message } from '../../timeline/message.dto.ts';
import type { TargetsByUser } from '../../timeline/notification-target.ts';
import { MessagesCommitted } from '../../timeline/timeline-events.ts';
import { TimelineService } from '../../timeline/timeline.service.ts';
import type { OutgoingMessage } from './message-batch.ts';
import { OptimisticWriter } from './optimistic-writer.ts';
import { SentMessageLookup } from '../sent-message-lookup.ts';
import { TransactionalWriter } from './transactional-writer.ts';
import type { WriteOutcome, WrittenMessage } from './written-message.ts';

/** Maximum number of messages in a transaction. */
const MAX_BATCH_MESSAGES = 500;
/** Maximum number of messages waiting in a lane. */
const MAX_WAITING_MESSAGES = 5_000;
const RETRY_AFTER_SECONDS = 1;

/** A message as it is stored, and whether this send created it: a repeat of its clientId did not. */
export interface SendResult {
  message: Message;
  created: boolean;
}

interface QueuedMessage extends OutgoingMessage {
  /** Of the request or command that sends it: for logs and traces. */
  context: RequestContext | undefined;
  answer: PromiseWithResolvers<SendResult | 'unopened'>;
}

interface Lane {
  waiting: QueuedMessage[];
  isRunning: boolean;
}

/**
 * Writes all messages, many at once: messages that arrive during a write go into the next. It waits for no timer, so a
 * single message has minimal latency, and the cost per message falls with the load.
 *
 * A room always uses the same lane, so its messages keep their order. Messages are judged under the locks of their
 * rooms' heads, or by rules whose version still holds under them: nothing of a member comes after their removal, ban or
 * mute.
 */
@Injectable()
export class MessageWriter {
  private readonly lanes: Lane[] = Array.from({ length: MAX_PIPELINE_CONNECTIONS }, () => ({
    waiting: [],
    isRunning: false,
  }));

  constructor(
    private readonly optimistic: OptimisticWriter,
    private readonly transactional: TransactionalWriter,
    private readonly timeline: TimelineService,
    private readonly sent: SentMessageLookup,
    private readonly events: DomainEvents,
  ) {}

  /**
   * Resolves after the commit; a repeat of the clientId returns the first message. `unopened`: nothing was written, for
   * the other member of the direct room has not opened it; see `DirectRoomsService.showToAll`.
   * @param onQueued called once the message has its position in the order of its room
   * @throws Problem why it may not be sent, `client_id_reused` when a repeat has another content, or `unavailable` when
   *   too many messages are waiting
   */
  async write(message: OutgoingMessage, onQueued?: () => void): Promise<SendResult | 'unopened'> {
    const lane = this.laneOf(message.content.roomId);
    if (!lane || lane.waiting.length >= MAX_WAITING_MESSAGES)
      throw new Problem(
        'unavailable',
        'Too many messages are being sent at the moment',
        undefined,
        RETRY_AFTER_SECONDS,
      );
    const answer = Promise.withResolvers<SendResult | 'unopened'>();
    lane.waiting.push({ ...message, context: requestContext(), answer });
    if (!lane.isRunning) void this.run(lane);
    onQueued?.();
    return answer.promise;
  }

  private laneOf(roomId: string): Lane | undefined {
    return this.lanes[Number.parseInt(roomId.slice(-4), 16) % this.lanes.length];
  }

  private async run(lane: Lane): Promise<void> {
    lane.isRunning = true;
    await new Promise(setImmediate); // messages of the same turn of the event loop are written together
    while (lane.waiting.length) {
      const batch = lane.waiting.splice(0, MAX_BATCH_MESSAGES);
      // A write has a single span, which belongs to its first command.
      await inContext(batch[0]?.context, () => this.settle(batch));
    }
    lane.isRunning = false;
  }

  /** Most are written by a single statement; the rest, which takes all messages of its rooms along, in a transaction. */
  private async settle(batch: QueuedMessage[]): Promise<void> {
    try {
      const { written, rest } = await this.optimistic.write(batch);
      metrics.messageWrites.inc({ path: 'statement' }, written.length);
      metrics.messageWrites.inc({ path: 'transaction' }, rest.length);
      this.answer(written);
      if (rest.length) for await (const outcomes of this.transactional.write(rest)) this.answer(outcomes);
    } catch (error) {
      for (const { answer } of batch) answer.reject(error);
    }
  }

  /** After the commit: first all members receive the messages, those of a room together; then each author is answered. */
  private answer(outcomes: WriteOutcome<QueuedMessage>[]): void {
    this.publish(outcomes.flatMap(({ result }) => (typeof result === 'object' && 'message' in result ? result : [])));
    for (const { outgoing, result } of outcomes) this.answerOne(outgoing, result);
  }

  private publish(written: WrittenMessage[]): void {
    const targets = new Map<string, TargetsByUser>();
    for (const { message, targets: members } of written) if (members) targets.set(message.id, members);
    const messages = written.map(({ message }) => message);
    for (const ofRoom of Map.groupBy(messages, ({ roomId }) => roomId).values()) this.timeline.publish(ofRoom, targets);
    if (messages.length) void this.events.publish(new MessagesCommitted(messages));
  }

  private answerOne(queued: QueuedMessage, result: WriteOutcome<QueuedMessage>['result']): void {
    const { answer } = queued;
    if (result === 'repeated') answer.resolve(this.firstOf(queued));
    else if (result === 'unopened') answer.resolve(result);
    else if ('message' in result) answer.resolve({ message: result.message, created: true });
    else answer.reject(result.error);
  }

  private async firstOf({ caller, content, contentHash }: OutgoingMessage): Promise<SendResult> {
    const message = await this.sent.find(caller, content, contentHash);
    if (!message) throw new Problem('unavailable');
    return { message, created: false };
  }
}
