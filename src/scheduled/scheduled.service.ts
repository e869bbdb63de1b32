import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { MessageAccess } from '../messages/message-access.ts';
import { PersonalStream } from '../personal/personal-stream.service.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import { limits } from '../shared/limits.ts';
import type { ChangeScheduled, ScheduledEntry, ScheduledPage, ScheduleMessage } from './scheduled.dto.ts';
import { ScheduledFiles } from './scheduled-files.ts';
import { changedEntry, isRepeat, newEntry, sendAtProblem } from './scheduled.policy.ts';
import { ScheduledRepository } from './scheduled.repository.ts';

/** An entry, and whether this request made it: a repeat of its clientId did not. */
export interface ScheduleResult {
  entry: ScheduledEntry;
  created: boolean;
}

/** Messages that people schedule. Whether they may send them is asked now, and again when they are sent. */
@Injectable()
export class ScheduledService {
  constructor(
    private readonly access: RoomAccess,
    private readonly messages: MessageAccess,
    private readonly files: ScheduledFiles,
    private readonly repository: ScheduledRepository,
    private readonly stream: PersonalStream,
  ) {}

  /**
   * Schedules a message; a repeat of the clientId returns what is scheduled.
   * @throws Problem why it could not be sent now, `invalid_input` for a time that is over or too far, `client_id_reused`,
   *   `too_many_scheduled`
   */
  async create(caller: Caller, roomId: string, input: ScheduleMessage): Promise<ScheduleResult> {
    const now = new Date();
    const entry = newEntry(roomId, input, now);
    await this.assertSendable(caller, entry, now);
    return this.stream.write<ScheduleResult>(caller.userId, async (tx) => {
      const before = await this.repository.find(tx, caller.userId, entry.id);
      if (before && !isRepeat(before.entry, entry)) throw new Problem('client_id_reused');
      if (before) return { answer: { entry: before.entry, created: false }, changes: [] };
      if ((await this.repository.count(tx, caller.userId)) >= limits.scheduledMessages)
        throw new Problem('too_many_scheduled');
      await this.repository.put(tx, caller.userId, entry);
      return { answer: { entry, created: true }, changes: [{ kind: 'scheduled', id: entry.id, isGone: false }] };
    });
  }

  /**
   * Changes what is scheduled; what the input leaves out stays. What has failed waits again with another time.
   * @throws Problem as `create`, `scheduled_not_found`, `already_sending`
   */
  async change(caller: Caller, id: string, input: ChangeScheduled): Promise<ScheduledEntry> {
    const { userId } = caller;
    const [known] = await this.repository.byIds(userId, [id]);
    if (!known) throw new Problem('scheduled_not_found');
    const wanted = changedEntry(known, input);
    await this.assertSendable(caller, wanted, input.sendAt ? new Date() : null);
    return this.stream.write(userId, async (tx) => {
      const before = await this.repository.find(tx, userId, id);
      if (!before) throw new Problem('scheduled_not_found');
      if (before.isClaimed) throw new Problem('already_sending');
      const after = changedEntry(before.entry, input);
      if (isDeepStrictEqual(before.entry, after)) return { answer: after, changes: [] };
      await this.repository.put(tx, userId, after);
      return { answer: after, changes: [{ kind: 'scheduled', id: after.id, isGone: false }] };
    });
  }

  /** Needs no right to the room. A repeat changes nothing. @throws Problem `already_sending` */
  async remove({ userId }: Caller, id: string): Promise<void> {
    await this.stream.write(userId, async (tx) => {
      const before = await this.repository.find(tx, userId, id);
      if (before?.isClaimed) throw new Problem('already_sending');
      const isGone = await this.repository.remove(tx, userId, id);
      return { answer: undefined, changes: isGone ? [{ kind: 'scheduled', id: id.toLowerCase(), isGone }] : [] };
    });
  }

  async list({ userId }: Caller): Promise<ScheduledPage> {
    const entries = await this.repository.all(userId);
    const attachments = await this.files.of(userId, entries);
    return { items: entries.map((entry) => ({ ...entry, attachments: attachments(entry) })), next: null };
  }

  async exists({ userId }: Caller, id: string): Promise<boolean> {
    return (await this.repository.byIds(userId, [id])).length > 0;
  }

  /** @param now null where its time stays as it is */
  private async assertSendable(caller: Caller, entry: ScheduledEntry, now: Date | null): Promise<void> {
    const problem = now && sendAtProblem(entry.sendAt, now);
    if (problem) throw new Problem('invalid_input', undefined, { sendAt: [problem] });
    if (!entry.body && !entry.attachmentIds.length)
      throw new Problem('invalid_input', undefined, { body: ['must not be blank'] });
    const { roomId, replyToId, threadId, alsoInRoom } = entry;
    if (alsoInRoom && !threadId)
      throw new Problem('invalid_input', undefined, { alsoInRoom: ['is only for threadId'] });
    await this.access.allow(caller, roomId, threadId && !alsoInRoom ? 'reply' : 'post');
    for (const [field, id] of Object.entries({ replyToId, threadId }))
      if (id && (await this.messages.find(caller, id)).roomId !== roomId)
        throw new Problem('message_not_found', undefined, { [field]: ['is not a message of this room'] });
    await this.files.assertSendable(caller.userId, entry.attachmentIds);
  }
}
