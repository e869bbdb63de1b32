import { hash, randomUUID } from 'node:crypto';
import { type Company, type SeededRoom, YEAR_MS } from './company.ts';
import type { Row } from './copy.ts';
import { weightedSampler, uuidAt } from './random.ts';
import type { WordGenerator } from './word-generator.ts';

/** Shares of a thousand messages. */
const NOTICES_PER_THOUSAND = 5;
const EDITED_PER_THOUSAND = 10;
const DELETED_PER_THOUSAND = 5;
const REPLIES_PER_THOUSAND = 30;
const MENTIONS_PER_THOUSAND = 20;
/** In a large room a few members write most messages. */
const MAX_ACTIVE_AUTHORS = 20;

export const messageColumns = `id, room_id, seq, revision, client_id, content_hash, kind, author_id, body, reply_to_id,
  system, created_at, edited_at, deleted_at, mentions`;
export const editColumns = 'message_id, revision, body, said_at';

/** Generates the messages of a year in the order of sending, across all rooms as in a real table. */
export class MessageGenerator {
  /** The earlier bodies of edited messages: rows of `message_edits`, complete once all messages are generated. */
  readonly edits: Row[] = [];
  private readonly lastMessageIds = new Map<SeededRoom, string>();
  private readonly company: Company;
  private readonly words: WordGenerator;
  private readonly random: () => number;

  constructor(company: Company, words: WordGenerator, random: () => number) {
    this.company = company;
    this.words = words;
    this.random = random;
  }

  *messages(count: number): Generator<Row> {
    const { rooms } = this.company;
    const busy = weightedSampler(
      // A room with messages of its own cannot be filled with older ones.
      rooms.map(({ lastSeq }, member) => (lastSeq ? 0 : (member + 10) ** -0.7)),
      this.random,
    );
    const began = Date.now() - YEAR_MS;
    let [time, order] = [0, 0];
    for (let written = 0; written < count; written++) {
      const at = began + Math.floor((written / count) * YEAR_MS);
      order = at === time ? order + 1 : 0;
      time = at;
      const room = rooms[busy()];
      if (room) yield this.one(room, at, order);
    }
  }

  private one(room: SeededRoom, at: number, order: number): Row {
    const id = uuidAt(at, order, this.random);
    const when = new Date(at).toISOString();
    const seq = ++room.lastSeq;
    const author = this.talker(room);
    const lot = this.random() * 1000;
    if (lot < NOTICES_PER_THOUSAND) {
      const notice = JSON.stringify({
        event: 'topic_changed',
        userId: author,
        text: this.words.sentence().slice(0, 250),
      });
      return [id, room.id, seq, ++room.revision, null, null, 'system', null, '', null, notice, when, null, null, '{}'];
    }
    const replyTo = lot > 1000 - REPLIES_PER_THOUSAND ? (this.lastMessageIds.get(room) ?? null) : null;
    const mentioned = lot > 500 && lot < 500 + MENTIONS_PER_THOUSAND ? this.talker(room) : undefined;
    const body = this.words.sentence();
    const row: Row = [id, room.id, seq, ++room.revision, randomUUID(), hashOf(body, replyTo), 'text', author];
    const mentions = mentioned ? `{${mentioned}}` : '{}';
    if (lot < NOTICES_PER_THOUSAND + DELETED_PER_THOUSAND) {
      row[3] = ++room.revision;
      return [...row, '', null, null, when, null, when, '{}'];
    }
    this.lastMessageIds.set(room, id);
    if (lot > NOTICES_PER_THOUSAND + DELETED_PER_THOUSAND + EDITED_PER_THOUSAND)
      return [...row, body, replyTo, null, when, null, null, mentions];
    row[3] = ++room.revision;
    this.edits.push([id, room.revision, body, when]);
    return [...row, this.words.sentence(), replyTo, null, when, when, null, mentions];
  }

  private talker({ members }: SeededRoom): string {
    const place = members[Math.floor(this.random() * Math.min(MAX_ACTIVE_AUTHORS, members.length))] ?? 0;
    return this.company.people[place] ?? '';
  }
}

/** As computed by the server: distinguishes a repeated send from another message. */
const hashOf = (body: string, replyTo: string | null): string =>
  `\\x${hash('sha256', JSON.stringify([body, replyTo, []]))}`;
