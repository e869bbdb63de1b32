import { hash, randomUUID } from 'node:crypto';
import { type Company, type SeededRoom, YEAR } from './company.ts';
import type { Row } from './copy.ts';
import { drawer, uuidAt } from './random.ts';
import type { Words } from './words.ts';

/** Of a thousand messages, so many are … */
const NOTICES = 5;
const EDITED = 10;
const DELETED = 5;
const REPLIES = 30;
const MENTIONS = 20;
/** In a large room a few do the talking. */
const TALKERS = 20;

export const messageColumns = `id, room_id, seq, revision, client_id, content_hash, kind, author_id, body, reply_to_id,
  system, created_at, edited_at, deleted_at, mentions`;
export const editColumns = 'message_id, revision, body, said_at';

/** What was said in a year, in the order it was said; all rooms at once, as in any real table. */
export class Talk {
  /** What edited messages said before: rows of `message_edits`, complete once all messages were taken. */
  readonly edits: Row[] = [];
  private readonly lastSaid = new Map<SeededRoom, string>();
  private readonly company: Company;
  private readonly words: Words;
  private readonly random: () => number;

  constructor(company: Company, words: Words, random: () => number) {
    this.company = company;
    this.words = words;
    this.random = random;
  }

  *messages(count: number): Generator<Row> {
    const { rooms } = this.company;
    const busy = drawer(
      // Where people talk already, a year of older messages cannot follow.
      rooms.map(({ lastSeq }, place) => (lastSeq ? 0 : (place + 10) ** -0.7)),
      this.random,
    );
    const began = Date.now() - YEAR;
    let [time, order] = [0, 0];
    for (let said = 0; said < count; said++) {
      const at = began + Math.floor((said / count) * YEAR);
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
    if (lot < NOTICES) {
      const notice = JSON.stringify({ event: 'topic_changed', userId: author, text: this.words.say().slice(0, 250) });
      return [id, room.id, seq, ++room.revision, null, null, 'system', null, '', null, notice, when, null, null, '{}'];
    }
    const replyTo = lot > 1000 - REPLIES ? (this.lastSaid.get(room) ?? null) : null;
    const mentioned = lot > 500 && lot < 500 + MENTIONS ? this.talker(room) : undefined;
    const body = this.words.say();
    const said: Row = [id, room.id, seq, ++room.revision, randomUUID(), hashOf(body, replyTo), 'text', author];
    const mentions = mentioned ? `{${mentioned}}` : '{}';
    if (lot < NOTICES + DELETED) {
      said[3] = ++room.revision;
      return [...said, '', null, null, when, null, when, '{}'];
    }
    this.lastSaid.set(room, id);
    if (lot > NOTICES + DELETED + EDITED) return [...said, body, replyTo, null, when, null, null, mentions];
    said[3] = ++room.revision;
    this.edits.push([id, room.revision, body, when]);
    return [...said, this.words.say(), replyTo, null, when, when, null, mentions];
  }

  private talker({ members }: SeededRoom): string {
    const place = members[Math.floor(this.random() * Math.min(TALKERS, members.length))] ?? 0;
    return this.company.people[place] ?? '';
  }
}

/** As the server makes it: tells a repeat of a send from another message. */
const hashOf = (body: string, replyTo: string | null): string =>
  `\\x${hash('sha256', JSON.stringify([body, replyTo, []]))}`;
