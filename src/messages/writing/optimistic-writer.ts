import { Injectable, Logger } from '@nestjs/common';
import pg from 'pg';
import { metrics } from '../../common/observability/metrics.ts';
import { Pipeline } from '../../common/database/pipeline.ts';
import { isRepeatedKey } from '../../common/database/repeated-key.ts';
import { RoomAccess } from '../../rooms/room-access.ts';
import {
  type InsertedJudgedMessage,
  type JudgedMessage,
  OptimisticWriteRepository,
} from './optimistic-write.repository.ts';
import { judge, type OutgoingMessage } from './message-batch.ts';
import { RoomRulesCache } from './room-rules-cache.ts';
import { type WriteOutcome, writtenMessage, type WrittenMessage } from './written-message.ts';

/** The messages of a room in a batch, as far as they could be judged. */
interface JudgedRoom<M> {
  roomId: string;
  rules: number;
  isDirect: boolean;
  outgoing: M[];
  messages: JudgedMessage[];
}

/** Nothing was written of the rest. */
export interface OptimisticResult<M> {
  written: WriteOutcome<M>[];
  rest: M[];
}

const NO_REPLY = {
  reply_id: null,
  reply_seq: 0,
  reply_body: '',
  reply_mentions: null,
  reply_kind: null,
  reply_author: null,
};

/**
 * Writes messages in a single statement and round trip. They are judged by what this node remembers of their rooms, and
 * written only where the remembered version of the rules still holds under the lock of the head (optimistic concurrency
 * control). What is not plain text, was sent before or is refused by what is remembered is left to the transaction of
 * `TransactionalWriter`, which decides; with it all other messages of the same room, so that their order stays.
 */
@Injectable()
export class OptimisticWriter {
  private readonly logger = new Logger(OptimisticWriter.name);

  constructor(
    private readonly pipeline: Pipeline,
    private readonly repository: OptimisticWriteRepository,
    private readonly access: RoomAccess,
    private readonly cache: RoomRulesCache,
  ) {}

  /** @throws Error of a connection, when it is not known what was written */
  async write<M extends OutgoingMessage>(batch: M[]): Promise<OptimisticResult<M>> {
    const { resets } = this.cache;
    const rooms = this.judge(batch);
    if (!rooms.length) return { written: [], rest: batch };
    const inserted = await this.insert(rooms, () => this.cache.resets === resets);
    const written = rooms.flatMap((room) => this.writtenOf(room, inserted.get(room.roomId)));
    const done = new Set(written.map(({ outgoing }) => outgoing));
    return { written, rest: done.size === batch.length ? [] : batch.filter((message) => !done.has(message)) };
  }

  /** The rooms all of whose messages may be written by what is remembered. */
  private judge<M extends OutgoingMessage>(batch: M[]): JudgedRoom<M>[] {
    const rooms = new Map<string, JudgedRoom<M> | undefined>();
    const clientIds = new Set<string>();
    for (const outgoing of batch) {
      const { roomId, clientId } = outgoing.content;
      const isKnown = rooms.has(roomId);
      const room = rooms.get(roomId);
      if (isKnown && !room) continue;
      const clientKey = `${roomId} ${outgoing.caller.userId} ${clientId.toLowerCase()}`;
      const isRepeat = clientIds.has(clientKey);
      clientIds.add(clientKey);
      rooms.set(roomId, isRepeat ? undefined : this.judgeOne(outgoing, room));
    }
    return [...rooms.values()].filter((room) => room !== undefined);
  }

  /** The room with this message; undefined when the message cannot be judged. */
  private judgeOne<M extends OutgoingMessage>(outgoing: M, room?: JudgedRoom<M>): JudgedRoom<M> | undefined {
    const { caller, content } = outgoing;
    const remembered = isPlain(outgoing) ? this.cache.find(content.roomId, caller.userId) : undefined;
    if (!remembered) return undefined;
    const mentionsRoom = this.mentionsRoom(outgoing, remembered.facts);
    if (mentionsRoom === undefined) return undefined;
    const { roomId, kind } = remembered.facts;
    const of = room ?? { roomId, rules: remembered.rules, isDirect: kind === 'direct', outgoing: [], messages: [] };
    of.outgoing.push(outgoing);
    of.messages.push({
      position: of.outgoing.length,
      authorId: caller.userId,
      clientId: content.clientId,
      contentHash: outgoing.contentHash.toString('hex'),
      body: content.body,
      mentionsRoom,
    });
    return of;
  }

  /** Undefined when the message is refused, or may be by slow mode, which only the transaction decides. */
  private mentionsRoom(outgoing: OutgoingMessage, facts: Parameters<typeof judge>[2]): boolean | undefined {
    try {
      const { mentionsRoom, isSlowed } = judge(this.access, outgoing, facts);
      return isSlowed ? undefined : mentionsRoom;
    } catch {
      return undefined;
    }
  }

  /**
   * The rows that were written, by room and in their order.
   * @param isValid asked on an open connection: whether what the messages were judged by is of the database behind it
   */
  private async insert<M>(
    rooms: JudgedRoom<M>[],
    isValid: () => boolean,
  ): Promise<Map<string, InsertedJudgedMessage[]>> {
    const groups = [false, true].flatMap((isDirect) => {
      const group = rooms.filter((room) => room.isDirect === isDirect);
      return group.length
        ? [{ isDirect, rooms: group.map(({ roomId, rules, messages }) => ({ roomId, rules, messages })) }]
        : [];
    });
    const answers = await this.pipeline.statements((send) =>
      isValid() ? groups.map((group) => this.repository.write(send, group.rooms, group.isDirect)) : [],
    );
    const rows = answers.flatMap((answer) => {
      if (answer.status === 'fulfilled') return answer.value;
      if (!isRefusedStatement(answer.reason)) throw answer.reason;
      this.noteRefusal(answer.reason);
      return [];
    });
    return Map.groupBy(rows, ({ roomId }) => roomId);
  }

  /** A repeated `clientId` is as usual; anything else costs speed and should not be. */
  private noteRefusal(error: pg.DatabaseError): void {
    const { code = '', message } = error;
    metrics.refusedWrites.inc({ code });
    if (!isRepeatedKey(error)) this.logger.warn(`A statement was refused, the transaction follows: ${message}`);
  }

  private writtenOf<M extends OutgoingMessage>(room: JudgedRoom<M>, rows: InsertedJudgedMessage[] = []) {
    if (!rows.length) {
      this.cache.forget(room.roomId);
      return [];
    }
    rows.sort((a, b) => a.seq - b.seq);
    return room.outgoing.map((outgoing, index) => ({
      outgoing,
      result: viewOf(room.messages[index], rows[index]),
    }));
  }
}

/** The transaction looks up who is mentioned and what is answered, attaches files, creates polls, removes drafts and notes programs. */
const isPlain = ({ content, mentions, program }: OutgoingMessage): boolean =>
  !program &&
  !content.replyToId &&
  !content.threadId &&
  !content.forwarded &&
  !content.attachmentIds?.length &&
  !content.draft &&
  !content.poll &&
  !mentions.written.length;

/** PostgreSQL has refused the statement, a repeated `clientId` for example, and nothing of it was written. */
const isRefusedStatement = (error: unknown): error is pg.DatabaseError =>
  error instanceof pg.DatabaseError && error.severity === 'ERROR';

function viewOf(judged: JudgedMessage | undefined, inserted: InsertedJudgedMessage | undefined): WrittenMessage {
  if (!inserted || !judged) throw new Error('Of a room all messages are written or none');
  const { roomId, seq, revision, author, targets } = inserted;
  const numbered = {
    roomId,
    seq,
    revision,
    body: judged.body,
    mentions: [],
    mentionsRoom: judged.mentionsRoom,
    inRoom: true,
  };
  return writtenMessage({ facts: { ...NO_REPLY, author }, numbered, inserted, files: [], targets });
}
