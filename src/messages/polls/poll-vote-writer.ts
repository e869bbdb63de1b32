import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { RoomAccess } from '../../rooms/room-access.ts';
import { RoomsRepository } from '../../rooms/rooms.repository.ts';
import type { Message } from '../../timeline/message.dto.ts';
import type { PollRow } from '../../timeline/poll.view.ts';
import { MessageMutations } from '../message-mutations.ts';
import { PollsRepository } from './polls.repository.ts';

/** Votes that arrive this soon after others of the same poll are written with them: one revision, one `message_changed`. */
const BATCH_MS = 300;
/** Maximum number of votes that wait for a poll. */
const MAX_WAITING_VOTES = 2_000;

export interface Vote {
  caller: Caller;
  roomId: string;
  messageId: string;
  optionIds: string[];
}

interface WaitingVote extends Vote {
  answer: PromiseWithResolvers<undefined>;
}

/** Why a vote does not count; undefined: it does. */
type Refusal = { problem: unknown } | undefined;

/**
 * Writes votes. The first one in a while is written at once; those that follow within 300 ms of it wait for their end and
 * are written together, so that a poll that a whole company answers is not broadcast, and its room not locked, for each.
 */
@Injectable()
export class PollVoteWriter {
  /** By poll, while votes wait for the end of their 300 ms. */
  private readonly waiting = new Map<string, WaitingVote[]>();

  constructor(
    private readonly mutations: MessageMutations,
    private readonly access: RoomAccess,
    private readonly rooms: RoomsRepository,
    private readonly polls: PollsRepository,
  ) {}

  /**
   * Resolves after the commit.
   * @throws Problem why the vote does not count
   */
  cast(vote: Vote): Promise<undefined> {
    const answer = Promise.withResolvers<undefined>();
    const batch = this.waiting.get(vote.messageId);
    if (batch && batch.length >= MAX_WAITING_VOTES)
      throw new Problem('unavailable', 'Too many people are voting at the moment', undefined, 1);
    if (batch) batch.push({ ...vote, answer });
    else this.open(vote.messageId, [{ ...vote, answer }]);
    return answer.promise;
  }

  private open(messageId: string, votes: WaitingVote[]): void {
    this.waiting.set(messageId, []);
    void this.write(messageId, votes);
    setTimeout(() => {
      const batch = this.waiting.get(messageId) ?? [];
      if (batch.length) this.open(messageId, batch);
      else this.waiting.delete(messageId);
    }, BATCH_MS);
  }

  private async write(messageId: string, votes: WaitingVote[]): Promise<void> {
    try {
      const refusals = await this.commit(messageId, votes);
      for (const [index, { answer }] of votes.entries()) {
        const refusal = refusals[index];
        if (refusal) answer.reject(refusal.problem);
        else answer.resolve(undefined);
      }
    } catch (error) {
      for (const { answer } of votes) answer.reject(error);
    }
  }

  private async commit(messageId: string, votes: Vote[]): Promise<Refusal[]> {
    const [first] = votes;
    if (!first) return [];
    let refusals: Refusal[] = [];
    await this.mutations.change(first.roomId, messageId, async (tx, _revision, message) => {
      const poll = await openPoll(this.polls, tx, messageId);
      const admitted = await this.admitted(tx, message, votes);
      refusals = votes.map((vote, index) => admitted[index] ?? refusalOf(vote, poll));
      const counted = votes.filter((_vote, index) => !refusals[index]);
      // Of two votes of a person the later one holds.
      const chosen = new Map(counted.map(({ caller, optionIds }) => [caller.userId, optionIds]));
      return chosen.size > 0 && this.polls.replaceVotes(tx, messageId, chosen);
    });
    return refusals;
  }

  /** Asked under the lock of the head, of all voters at once. */
  private async admitted(tx: Tx, { roomId, seq }: Message, votes: Vote[]): Promise<Refusal[]> {
    const userIds = [...new Set(votes.map(({ caller }) => caller.userId))];
    const facts = await this.rooms.factsOf(tx, roomId, userIds);
    return votes.map(({ caller }) => {
      try {
        const { visibleFromSeq } = this.access.authorize(facts.get(caller.userId), caller, 'vote');
        return seq < visibleFromSeq ? { problem: new Problem('message_not_found') } : undefined;
      } catch (problem) {
        return { problem };
      }
    });
  }
}

/**
 * A poll that takes votes and options, also while its closing is due and not yet written.
 * @throws Problem `poll_not_found`, `poll_closed`
 */
export async function openPoll(polls: PollsRepository, tx: Tx, messageId: string): Promise<PollRow> {
  const poll = await polls.find(messageId, tx);
  if (!poll) throw new Problem('poll_not_found');
  if (poll.closedAt || (poll.closesAt && Date.parse(poll.closesAt) <= Date.now())) throw new Problem('poll_closed');
  return poll;
}

function refusalOf({ optionIds }: Vote, { options, most }: PollRow): Refusal {
  const known = new Set(options.map(({ id }) => id));
  const reason = optionIds.some((id) => !known.has(id.toLowerCase()))
    ? 'are not options of this poll'
    : optionIds.length > most
      ? `must be at most ${most}`
      : undefined;
  return reason ? { problem: new Problem('invalid_input', undefined, { optionIds: [reason] }) } : undefined;
}
