import { Injectable } from '@nestjs/common';
import { Pipeline } from '../../common/database/pipeline.ts';
import { asProblem } from '../../common/problem.filter.ts';
import { DraftClearing } from '../../drafts/draft-clearing.ts';
import type { PersonalKey } from '../../personal/personal.repository.ts';
import { RoomAccess } from '../../rooms/room-access.ts';
import { roomFactsOf } from '../../rooms/room-facts.view.ts';
import { isAccepted, lookupOf, MessageBatch, type OutgoingMessage, type Verdict } from './message-batch.ts';
import {
  type InsertedMessage,
  type LockedHead,
  MessageWriterRepository,
  type WriteFacts,
} from './message-writer.repository.ts';
import { type CreatedPolls, createPolls } from './poll-creation.ts';
import { RoomRulesCache } from './room-rules-cache.ts';
import { writtenMessage, type WriteOutcome } from './written-message.ts';

/** The result of a transaction: a verdict for each message, and a row for each accepted message. */
interface BatchResult {
  verdicts: Verdict[];
  inserted: InsertedMessage[];
  /** The drafts that were removed with their messages. */
  cleared: PersonalKey[];
  polls: CreatedPolls;
}

/**
 * Writes messages of every kind, many in a transaction of two round trips. The heads of all their rooms are locked
 * before anything is looked up.
 */
@Injectable()
export class TransactionalWriter {
  constructor(
    private readonly pipeline: Pipeline,
    private readonly repository: MessageWriterRepository,
    private readonly access: RoomAccess,
    private readonly rules: RoomRulesCache,
    private readonly drafts: DraftClearing,
  ) {}

  /**
   * Yields the outcomes of each transaction once it is committed. A message that breaks the transaction is finally
   * written, and fails, alone.
   */
  async *write<M extends OutgoingMessage>(batch: M[], freeOnly = false): AsyncGenerator<WriteOutcome<M>[]> {
    try {
      yield outcomesOf(batch, await this.store(batch, freeOnly));
    } catch (error) {
      if (isLockTimeout(error) && !freeOnly) yield* this.write(batch, true);
      else if (batch.length > 1 && !isOutage(error)) yield* this.writeHalves(batch);
      else yield batch.map((outgoing) => ({ outgoing, result: { error } }));
    }
  }

  private async *writeHalves<M extends OutgoingMessage>(batch: M[]): AsyncGenerator<WriteOutcome<M>[]> {
    const half = Math.ceil(batch.length / 2);
    yield* this.write(batch.slice(0, half));
    yield* this.write(batch.slice(half));
  }

  /** @param freeOnly refuses messages for rooms that another transaction has held for too long */
  private async store(messages: OutgoingMessage[], freeOnly: boolean): Promise<BatchResult> {
    const roomIds = [...new Set(messages.map(({ content }) => content.roomId))];
    const fileIds = [...new Set(messages.flatMap(({ content }) => content.attachmentIds ?? []))];
    const draftOwners = messages.flatMap(({ caller, content }) => (content.draft ? caller.userId : []));
    const result = await this.pipeline.transaction({
      begin: (send) =>
        Promise.all([
          this.repository.lockHeads(send, roomIds, freeOnly),
          this.repository.find(send, messages.map(lookupOf)),
          this.repository.lockAttachments(send, fileIds),
          this.drafts.lock(send, draftOwners),
        ]),
      end: async (send, [heads, facts, attachments]) => {
        this.remember(messages, heads, facts);
        const batch = new MessageBatch(this.access, messages, { heads, facts, attachments });
        const writing = this.repository.write(send, batch.numbered);
        const polls = createPolls(send, batch.polls);
        const clearing = this.drafts.clear(send, batch.sentDrafts);
        await Promise.all([writing, this.repository.attach(send, batch.attachedFiles), polls, clearing]);
        return {
          verdicts: batch.verdicts,
          inserted: await writing,
          polls: await polls,
          cleared: await clearing,
        };
      },
    });
    this.drafts.publish(result.cleared);
    return result;
  }

  /** What holds under the locks; in a direct room only once both have opened it. */
  private remember(messages: OutgoingMessage[], heads: LockedHead[], facts: WriteFacts[]): void {
    const versions = new Map(heads.map(({ roomId, rules }) => [roomId, rules]));
    for (const [index, { caller }] of messages.entries()) {
      const found = facts[index];
      const version = found?.roomId ? versions.get(found.roomId) : undefined;
      if (!found || version === undefined || found.targets?.some(({ opened }) => !opened)) continue;
      this.rules.remember(found.roomId, version, caller.userId, roomFactsOf(found));
    }
  }
}

function outcomesOf<M extends OutgoingMessage>(
  batch: M[],
  { verdicts, inserted, polls }: BatchResult,
): WriteOutcome<M>[] {
  const rows = inserted.values();
  return batch.map((outgoing, index) => {
    const verdict = verdicts[index];
    if (!verdict) throw new Error('A message was not judged');
    if (typeof verdict === 'string') return { outgoing, result: verdict };
    if (!isAccepted(verdict)) return { outgoing, result: { error: verdict.problem } };
    const row = rows.next().value;
    if (!row) throw new Error('A message was given its numbers and not written');
    const { facts, numbered, files } = verdict;
    const poll = polls.get(numbered.roomId)?.get(numbered.seq);
    const { forwarded } = outgoing.content;
    const { program } = outgoing;
    return {
      outgoing,
      result: writtenMessage({
        facts,
        numbered,
        files,
        poll,
        inserted: row,
        forwarded,
        program,
        targets: facts.targets,
      }),
    };
  });
}

const codeOf = (error: unknown) => (error as { code?: string }).code;

/** PostgreSQL's code for a lock that was not gained in time. */
const isLockTimeout = (error: unknown): boolean => codeOf(error) === '55P03';

/** Nothing can be written at the moment; a deadlock (40P01) concerns only some of the rows. */
const isOutage = (error: unknown): boolean => asProblem(error).code === 'unavailable' && codeOf(error) !== '40P01';
