import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Pipeline, MAX_PIPELINE_CONNECTIONS } from '../common/pipeline.ts';
import { Problem } from '../common/problem.ts';
import { asProblem } from '../common/problem.filter.ts';
import { allowNextCommand } from '../common/request-context.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import { mayMentionRoom } from '../shared/rooms.policy.ts';
import type { Message } from '../timeline/message.dto.ts';
import { messageView } from '../timeline/message.view.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import type { Copy } from './forwarding.service.ts';
import { preloadedTargets } from './preloaded-targets.ts';
import { parseMentions } from '../shared/mentions.ts';
import type { SendMessage } from './messages.dto.ts';
import {
  type Found,
  type LockedHead,
  type Placed,
  type Written,
  MessageWriterRepository,
} from './message-writer.repository.ts';

/** Messages in one transaction at most. */
const BATCH = 500;
/** Messages that may wait in a lane; more are refused, and may be sent again a moment later. */
const QUEUE = 5_000;

/** This author has used this clientId in the room before. */
export class Repeated extends Error {}

/** A message as it is to be written: the author's own words, or a copy of another message. */
export type Said = SendMessage & Partial<Copy>;

/** What somebody wants to say, and how to answer them. */
interface Draft {
  caller: Caller;
  said: Said;
  contentHash: Buffer;
  /** Does something as part of the command that it came with: for logs and traces. */
  within: <T>(work: () => T) => T;
  answer: PromiseWithResolvers<Message>;
}

/** A draft that was given its place. */
interface Accepted {
  draft: Draft;
  found: Found;
  placed: Placed;
}

type Verdict = Accepted | { draft: Draft; problem: unknown };

interface Lane {
  waiting: Draft[];
  running: boolean;
  /** The batch that is being written, or was last. */
  batch?: Promise<void>;
}

/**
 * Writes messages, many in one transaction: whatever comes while one is under way goes into the next. Nobody waits for
 * a timer, so a single message is as fast as it can be, and the busier it gets, the less each one costs.
 *
 * A room keeps to one lane, so what is said in it keeps its order. The heads of all rooms of a batch are locked before
 * anything is looked up: nothing of somebody comes after their removal, their ban or their muting.
 */
@Injectable()
export class MessageWriter {
  private readonly lanes: Lane[] = Array.from({ length: MAX_PIPELINE_CONNECTIONS }, () => ({
    waiting: [],
    running: false,
  }));

  constructor(
    private readonly pipeline: Pipeline,
    private readonly writing: MessageWriterRepository,
    private readonly access: RoomAccess,
    private readonly timeline: TimelineService,
  ) {}

  /**
   * Resolves after the commit.
   * @throws Problem why it may not be said, or `unavailable` when too many are waiting already
   * @throws Repeated
   */
  async write(caller: Caller, said: Said, contentHash: Buffer): Promise<Message> {
    const lane = this.laneOf(said.roomId);
    if (!lane || lane.waiting.length >= QUEUE)
      throw new Problem('unavailable', 'Too much is being said at once', undefined, 1);
    const answer = Promise.withResolvers<Message>();
    lane.waiting.push({ caller, said, contentHash, within: AsyncLocalStorage.snapshot(), answer });
    if (!lane.running) void this.run(lane);
    allowNextCommand();
    return answer.promise;
  }

  /** Resolves when everything is written that waits for this room now: for what goes another way and must not overtake. */
  async caughtUp(roomId: string): Promise<void> {
    const lane = this.laneOf(roomId);
    await Promise.allSettled([lane?.waiting.at(-1)?.answer.promise ?? lane?.batch]);
  }

  private laneOf(roomId: string): Lane | undefined {
    return this.lanes[Number.parseInt(roomId.slice(-4), 16) % this.lanes.length];
  }

  private async run(lane: Lane): Promise<void> {
    lane.running = true;
    await new Promise(setImmediate); // what came in with the same turn of the event loop travels together
    while (lane.waiting.length) {
      const drafts = lane.waiting.splice(0, BATCH);
      // What travels together is one transaction: it counts for the command of the first.
      await (lane.batch = drafts[0]?.within(() => this.settle(drafts)));
    }
    lane.running = false;
  }

  /** Writes them and answers each. One that breaks the transaction breaks it, in the end, for itself alone. */
  private async settle(drafts: Draft[], freeOnly = false): Promise<void> {
    try {
      this.answer(await this.store(drafts, freeOnly));
    } catch (error) {
      if (isLocked(error) && !freeOnly) return this.settle(drafts, true);
      if (drafts.length > 1 && !isOutage(error)) return this.settleHalves(drafts);
      for (const { answer } of drafts) answer.reject(error);
    }
  }

  private async settleHalves(drafts: Draft[]): Promise<void> {
    const half = Math.ceil(drafts.length / 2);
    await this.settle(drafts.slice(0, half));
    await this.settle(drafts.slice(half));
  }

  /** @param freeOnly refuses what is for a room that somebody else has held for too long */
  private store(drafts: Draft[], freeOnly: boolean): Promise<{ verdicts: Verdict[]; written: Written[] }> {
    const roomIds = [...new Set(drafts.map(({ said }) => said.roomId))];
    return this.pipeline.transaction({
      begin: (send) =>
        Promise.all([this.writing.lock(send, roomIds, freeOnly), this.writing.find(send, drafts.map(questionOf))]),
      end: async (send, [heads, found]) => {
        const verdicts = this.judge(drafts, heads, found);
        const placed = verdicts.flatMap((verdict) => ('placed' in verdict ? [verdict.placed] : []));
        return { verdicts, written: placed.length ? await this.writing.write(send, placed) : [] };
      },
    });
  }

  /** After the commit: first everybody hears what was said, a room's messages together; then each author is answered. */
  private answer({ verdicts, written }: { verdicts: Verdict[]; written: Written[] }): void {
    const rows = written.values();
    const answers = verdicts.map((verdict) => ({
      ...verdict,
      message: 'placed' in verdict ? viewOf(verdict, rows.next().value) : undefined,
    }));
    const messages = answers.flatMap(({ message }) => message ?? []);
    for (const said of Map.groupBy(messages, ({ roomId }) => roomId).values()) this.timeline.publish(said);
    for (const { draft, message, ...verdict } of answers)
      if (message) draft.answer.resolve(message);
      else draft.answer.reject('problem' in verdict ? verdict.problem : undefined);
  }

  private judge(drafts: Draft[], heads: LockedHead[], found: Found[]): Verdict[] {
    const ends = new Map(heads.map((head) => [head.roomId, head]));
    const seen = new Set<string>();
    return drafts.map((draft, index) => {
      try {
        return this.place(draft, found[index], ends, seen);
      } catch (problem) {
        return { draft, problem };
      }
    });
  }

  /** Whoever may speak gets the next place in the room; what is refused or repeated takes none. */
  private place(draft: Draft, found: Found | undefined, heads: Map<string, LockedHead>, seen: Set<string>): Verdict {
    const { caller, said } = draft;
    const admission = this.access.authorize(found?.roomId ? found : undefined, caller, 'post');
    const head = heads.get(admission.roomId);
    if (!head || !found) throw new Problem('unavailable', undefined, undefined, 1);
    const once = `${admission.roomId} ${caller.userId} ${said.clientId.toLowerCase()}`;
    if (found.repeated || seen.has(once)) throw new Repeated();
    if (said.replyToId && !found.reply_id)
      throw new Problem('message_not_found', undefined, { replyToId: ['is not a message of this room'] });
    seen.add(once);
    const callsRoom = callsOf(said).room && mayMentionRoom(admission, admission.mentionRoomBy);
    const place = { roomId: admission.roomId, seq: ++head.lastSeq, revision: ++head.revision, authorId: caller.userId };
    return {
      draft,
      found,
      placed: { ...place, ...contentOf(draft), mentions: found.mentions ?? [], mentionsRoom: callsRoom },
    };
  }
}

/** What is passed on calls nobody again. */
const callsOf = ({ body, forwarded }: Said) => (forwarded ? { names: [], room: false } : parseMentions(body));

const questionOf = ({ caller, said }: Draft) => ({
  roomId: said.roomId,
  authorId: caller.userId,
  clientId: said.clientId,
  replyToId: said.replyToId,
  names: callsOf(said).names,
});

const contentOf = ({ said: { clientId, body, replyToId, forwarded }, contentHash }: Draft) => ({
  clientId,
  contentHash: contentHash.toString('hex'),
  body,
  replyToId,
  forwardedAuthorId: forwarded?.author?.id,
  forwardedRoom: forwarded?.roomName,
  forwardedAt: forwarded?.createdAt,
});

function viewOf({ draft, found, placed }: Accepted, written: Written | undefined): Message {
  if (!written) throw new Error('A message was given a place and not written');
  const message = messageView({
    ...found,
    id: written.id,
    room_id: placed.roomId,
    seq: placed.seq,
    revision: placed.revision,
    client_id: written.clientId,
    kind: 'text',
    body: placed.body,
    system: null,
    mentions: placed.mentions,
    mentions_room: placed.mentionsRoom,
    pinned: false,
    reactions: null,
    attachments: null,
    created_at: written.createdAt,
    edited_at: null,
    deleted_at: null,
    thread_id: written.threadId,
    thread: null,
    forwarded_at: null,
    forwarded_room: null,
    forwarded_author: null,
  });
  const complete = { ...message, forwarded: draft.said.forwarded ?? null };
  if (found.hearers) preloadedTargets.set(complete, new Map(found.hearers.map((hearer) => [hearer.userId, hearer])));
  return complete;
}

const codeOf = (error: unknown) => (error as { code?: string }).code;

/** PostgreSQL's for a lock that was not gained in time. */
const isLocked = (error: unknown): boolean => codeOf(error) === '55P03';

/** Nothing can be written at the moment, whatever it is; a deadlock is about some of the rows only. */
const isOutage = (error: unknown): boolean => asProblem(error).code === 'unavailable' && codeOf(error) !== '40P01';
