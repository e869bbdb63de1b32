import { Injectable } from '@nestjs/common';
import { MAX_PIPELINE_CONNECTIONS, Pipeline } from '../common/database/pipeline.ts';
import { Problem } from '../common/problem.ts';
import { asProblem } from '../common/problem.filter.ts';
import { inContext, type RequestContext, requestContext } from '../common/observability/request-context.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import type { Message } from '../timeline/message.dto.ts';
import { messageView } from '../timeline/message.view.ts';
import type { TargetsByUser } from '../timeline/notification-target.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import {
  type AcceptedMessage,
  isAccepted,
  lookupOf,
  MessageBatch,
  type OutgoingMessage,
  type Verdict,
} from './message-batch.ts';
import { type InsertedMessage, MessageWriterRepository } from './message-writer.repository.ts';
import { SentMessageLookup } from './sent-message-lookup.ts';

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

/** The result of a transaction: a verdict for each message, and a row for each accepted message. */
interface BatchResult {
  verdicts: Verdict[];
  inserted: InsertedMessage[];
}

interface Lane {
  waiting: QueuedMessage[];
  isRunning: boolean;
}

/**
 * Writes all messages, many in a transaction: messages that arrive during a transaction go into the next. It waits for
 * no timer, so a single message has minimal latency, and the cost per message falls with the load.
 *
 * A room always uses the same lane, so its messages keep their order. The heads of all rooms of a batch are locked
 * before anything is looked up: nothing of a member comes after their removal, ban or mute.
 */
@Injectable()
export class MessageWriter {
  private readonly lanes: Lane[] = Array.from({ length: MAX_PIPELINE_CONNECTIONS }, () => ({
    waiting: [],
    isRunning: false,
  }));

  constructor(
    private readonly pipeline: Pipeline,
    private readonly repository: MessageWriterRepository,
    private readonly access: RoomAccess,
    private readonly timeline: TimelineService,
    private readonly sent: SentMessageLookup,
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
    await new Promise(setImmediate); // messages of the same turn of the event loop share a transaction
    while (lane.waiting.length) {
      const batch = lane.waiting.splice(0, MAX_BATCH_MESSAGES);
      // A transaction has a single span, which belongs to its first command.
      await inContext(batch[0]?.context, () => this.settle(batch));
    }
    lane.isRunning = false;
  }

  /** Writes messages and settles each. A message that breaks the transaction is finally written, and fails, alone. */
  private async settle(batch: QueuedMessage[], freeOnly = false): Promise<void> {
    try {
      this.answer(batch, await this.store(batch, freeOnly));
    } catch (error) {
      if (isLockTimeout(error) && !freeOnly) return this.settle(batch, true);
      if (batch.length > 1 && !isOutage(error)) return this.settleHalves(batch);
      for (const { answer } of batch) answer.reject(error);
    }
  }

  private async settleHalves(batch: QueuedMessage[]): Promise<void> {
    const half = Math.ceil(batch.length / 2);
    await this.settle(batch.slice(0, half));
    await this.settle(batch.slice(half));
  }

  /** @param freeOnly refuses messages for rooms that another transaction has held for too long */
  private store(messages: OutgoingMessage[], freeOnly: boolean): Promise<BatchResult> {
    const roomIds = [...new Set(messages.map(({ content }) => content.roomId))];
    const fileIds = [...new Set(messages.flatMap(({ content }) => content.attachmentIds ?? []))];
    return this.pipeline.transaction({
      begin: (send) =>
        Promise.all([
          this.repository.lockHeads(send, roomIds, freeOnly),
          this.repository.find(send, messages.map(lookupOf)),
          this.repository.lockAttachments(send, fileIds),
        ]),
      end: async (send, [heads, facts, attachments]) => {
        const batch = new MessageBatch(this.access, messages, { heads, facts, attachments });
        const writing = this.repository.write(send, batch.numbered);
        await Promise.all([writing, this.repository.attach(send, batch.attachedFiles)]);
        return { verdicts: batch.verdicts, inserted: await writing };
      },
    });
  }

  /** After the commit: first all members receive the messages, those of a room together; then each author is answered. */
  private answer(batch: QueuedMessage[], { verdicts, inserted }: BatchResult): void {
    const rows = inserted.values();
    const messages = verdicts.map((verdict, index) =>
      isAccepted(verdict) ? viewOf(verdict, rows.next().value, batch[index]) : undefined,
    );
    const targets = new Map<string, TargetsByUser>();
    for (const [index, verdict] of verdicts.entries()) {
      const id = messages[index]?.id;
      if (id && isAccepted(verdict) && verdict.facts.targets)
        targets.set(id, new Map(verdict.facts.targets.map((target) => [target.userId, target])));
    }
    const created = messages.flatMap((message) => message ?? []);
    for (const ofRoom of Map.groupBy(created, ({ roomId }) => roomId).values()) this.timeline.publish(ofRoom, targets);
    for (const [index, queued] of batch.entries()) this.answerOne(queued, verdicts[index], messages[index]);
  }

  private answerOne(queued: QueuedMessage, verdict: Verdict | undefined, message: Message | undefined): void {
    const { answer } = queued;
    if (message) answer.resolve({ message, created: true });
    else if (verdict === 'repeated') answer.resolve(this.firstOf(queued));
    else if (verdict === 'unopened') answer.resolve(verdict);
    else answer.reject(typeof verdict === 'object' && 'problem' in verdict ? verdict.problem : undefined);
  }

  private async firstOf({ caller, content, contentHash }: OutgoingMessage): Promise<SendResult> {
    const message = await this.sent.find(caller, content, contentHash);
    if (!message) throw new Problem('unavailable');
    return { message, created: false };
  }
}

function viewOf(
  { facts, numbered, files }: AcceptedMessage,
  inserted: InsertedMessage | undefined,
  outgoing: OutgoingMessage | undefined,
): Message {
  if (!inserted) throw new Error('A message was given its numbers and not written');
  const message = messageView({
    ...facts,
    id: inserted.id,
    room_id: numbered.roomId,
    seq: numbered.seq,
    revision: numbered.revision,
    change_token: null,
    client_id: inserted.clientId,
    kind: 'text',
    body: numbered.body,
    system: null,
    mentions: numbered.mentions,
    mentions_room: numbered.mentionsRoom,
    pinned: false,
    reactions: null,
    attachments: files,
    created_at: inserted.createdAt,
    edited_at: null,
    deleted_at: null,
    thread_id: inserted.threadId,
    thread: null,
    forwarded_at: null,
    forwarded_room: null,
    forwarded_author: null,
  });
  return { ...message, forwarded: outgoing?.content.forwarded ?? null };
}

const codeOf = (error: unknown) => (error as { code?: string }).code;

/** PostgreSQL's code for a lock that was not gained in time. */
const isLockTimeout = (error: unknown): boolean => codeOf(error) === '55P03';

/** Nothing can be written at the moment; a deadlock (40P01) concerns only some of the rows. */
const isOutage = (error: unknown): boolean => asProblem(error).code === 'unavailable' && codeOf(error) !== '40P01';
