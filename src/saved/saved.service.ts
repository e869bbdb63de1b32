import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import type { Tx } from '../common/database/database.ts';
import { cursorKeys, page } from '../common/page.ts';
import { Problem } from '../common/problem.ts';
import { MessageAccess } from '../messages/message-access.ts';
import { PersonalStream } from '../personal/personal-stream.service.ts';
import { limits } from '../shared/limits.ts';
import type { Message } from '../timeline/message.dto.ts';
import type { Saved, SavedEntry, SavedPage, SavedQuery, SaveMessage } from './saved.dto.ts';
import { changedEntry, endsEntry, reminderProblem } from './saved.policy.ts';
import { SavedRepository } from './saved.repository.ts';

const FIRST = { time: '0001-01-01T00:00:00Z', messageId: '00000000-0000-0000-0000-000000000000' };
const LAST = { time: '9999-12-31T00:00:00Z', messageId: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

/** Messages that people save for later. What a message says is asked at every read: entries outlive the right to it. */
@Injectable()
export class SavedService {
  constructor(
    private readonly messages: MessageAccess,
    private readonly repository: SavedRepository,
    private readonly stream: PersonalStream,
  ) {}

  /**
   * Saves a message, or changes an entry; what the input leaves out stays. A repeat changes nothing.
   * @throws Problem `message_not_found` for a message that may not be read: its entry can be done, or lose its reminder, and
   *   no more; `message_deleted`, `forbidden` for a notice, `too_many_saved`, `invalid_input` for a reminder in the past
   */
  async save(caller: Caller, messageId: string, input: SaveMessage): Promise<Saved> {
    const now = new Date();
    const problem = reminderProblem(input, now);
    if (problem) throw new Problem('invalid_input', undefined, { remindAt: [problem] });
    const message = await this.readable(caller, messageId);
    const entry = await this.stream.write(caller.userId, async (tx) => {
      const before = await this.repository.find(tx, caller.userId, messageId);
      if (!message && !endsEntry(input)) throw new Problem('message_not_found');
      const after = changedEntry(before ?? (await this.newEntry(tx, caller, message, now)), input);
      if (isDeepStrictEqual(before, after)) return { answer: after, changes: [] };
      await this.repository.put(tx, caller.userId, after);
      return { answer: after, changes: [{ kind: 'saved', id: messageId, isGone: false }] };
    });
    return { ...entry, message };
  }

  /** A repeat changes nothing. */
  async remove({ userId }: Caller, messageId: string): Promise<void> {
    await this.stream.write(userId, async (tx) => {
      const isGone = await this.repository.remove(tx, userId, messageId);
      return { answer: undefined, changes: isGone ? [{ kind: 'saved', id: messageId, isGone }] : [] };
    });
  }

  async list(
    { userId }: Caller,
    { state, roomId, reminders = false, cursor, limit = 50 }: SavedQuery,
  ): Promise<SavedPage> {
    const first = reminders ? FIRST : LAST;
    const [time, messageId] = cursorKeys(cursor, ['time', 'id'], [first.time, first.messageId]);
    const filter = { userId, state, roomId, reminders, after: { time, messageId } };
    const entries = await this.repository.page(filter, limit + 1);
    const messages = await this.repository.readable(
      userId,
      entries.map((entry) => entry.messageId),
    );
    const items = entries.map((entry) => ({ ...entry, message: messages.get(entry.messageId) ?? null }));
    return page(items, limit, (each) => [(reminders ? each.remindAt : null) ?? each.savedAt, each.messageId]);
  }

  private async readable(caller: Caller, messageId: string): Promise<Message | null> {
    return this.messages.find(caller, messageId).catch((error: unknown) => {
      if (error instanceof Problem && error.code === 'message_not_found') return null;
      throw error;
    });
  }

  private async newEntry(tx: Tx, { userId }: Caller, message: Message | null, now: Date): Promise<SavedEntry> {
    if (!message) throw new Problem('message_not_found');
    if (message.deletedAt) throw new Problem('message_deleted');
    if (message.kind !== 'text') throw new Problem('forbidden', 'A notice cannot be saved');
    if ((await this.repository.count(tx, userId)) >= limits.savedMessages) throw new Problem('too_many_saved');
    const { id: messageId, roomId } = message;
    const savedAt = now.toISOString();
    return { messageId, roomId, state: 'open', note: '', remindAt: null, remindedAt: null, savedAt };
  }
}
