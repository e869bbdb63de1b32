import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import type { Tx } from '../common/database/database.ts';
import { limits } from '../shared/limits.ts';
import { Problem } from '../common/problem.ts';
import type { Message, SystemNotice } from '../timeline/message.dto.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { type Admission, assertNotFixed, RoomAccess } from './room-access.ts';
import { makeRoomCode } from './room-codes.ts';
import { RoomUpdateBroadcaster } from './room-update-broadcaster.ts';
import { RoomPasswordService } from './room-password.service.ts';
import type { RoomEntity } from './room.entity.ts';
import type { Room, UpdateRoom } from './rooms.dto.ts';
import { RoomsRepository } from './rooms.repository.ts';
import { trimText } from '../shared/visible-text.ts';

/** Of the given rules, those that are columns under the same name. */
const rulesIn = ({ mentionRoomBy, postBy, replyBy, reactBy, slowSeconds }: UpdateRoom): Partial<RoomEntity> => ({
  ...(mentionRoomBy && { mentionRoomBy }),
  ...(postBy && { postBy }),
  ...(replyBy && { replyBy }),
  ...(reactBy && { reactBy }),
  ...(slowSeconds !== undefined && { slowSeconds }),
});

/** Name, topic, password and rules of a room. */
@Injectable()
export class RoomSettingsService {
  constructor(
    private readonly access: RoomAccess,
    private readonly rooms: RoomsRepository,
    private readonly timeline: TimelineService,
    private readonly updates: RoomUpdateBroadcaster,
    private readonly passwords: RoomPasswordService,
  ) {}

  async update(caller: Caller, roomId: string, changes: UpdateRoom): Promise<Room> {
    const { name, topic, ...settings } = changes;
    const configures = Object.values(settings).some((value) => value !== undefined);
    const admission = await this.access.allow(caller, roomId, configures ? 'configure' : 'rename');
    this.assertChangeable(admission, changes);
    const passwordHash = await this.hash(caller, changes.password);
    const notices = await this.timeline.lockedTransaction(roomId, async (tx) => {
      await this.access.allowLocked(tx, caller, roomId, configures ? 'configure' : 'rename');
      const before = await this.rooms.row(tx, roomId);
      const after: Partial<RoomEntity> = {
        ...(name !== undefined && { name: trimText(name) }),
        ...(topic !== undefined && { topic: trimText(topic) }),
        ...(passwordHash !== undefined && { passwordHash }),
        ...rulesIn(settings),
        ...(settings.kind && before.kind === 'public' && { kind: settings.kind }),
        ...(settings.archived !== undefined && {
          archivedAt: settings.archived ? (before.archivedAt ?? new Date()) : null,
        }),
      };
      if (Object.keys(after).length) await this.rooms.update(tx, roomId, after);
      return this.writeNotices(tx, caller, before, after);
    });
    this.timeline.publish(notices);
    await this.updates.changed(roomId);
    return this.rooms.viewOrFail(roomId, caller.userId);
  }

  /** Gives a room a new code; the old code is no longer valid. */
  async newCode(caller: Caller, roomId: string): Promise<Room> {
    assertNotFixed('new-code', await this.access.allow(caller, roomId, 'moderate'));
    await this.rooms.setCode(roomId, makeRoomCode);
    await this.updates.changed(roomId);
    return this.rooms.viewOrFail(roomId, caller.userId);
  }

  /** A notice for each change that members should know of. */
  private async writeNotices(
    tx: Tx,
    { userId }: Caller,
    before: RoomEntity,
    after: Partial<RoomEntity>,
  ): Promise<Message[]> {
    const notices: SystemNotice[] = [];
    if (after.name !== undefined && after.name !== before.name)
      notices.push({ event: 'room_renamed', userId, text: after.name });
    if (after.topic !== undefined && after.topic !== before.topic)
      notices.push({ event: 'topic_changed', userId, text: after.topic });
    if (after.archivedAt !== undefined && (after.archivedAt === null) !== (before.archivedAt === null))
      notices.push({ event: after.archivedAt ? 'room_archived' : 'room_unarchived', userId });
    if (after.kind !== undefined) notices.push({ event: 'room_made_private', userId });
    const messages: Message[] = [];
    for (const notice of notices) messages.push((await this.timeline.writeNotice(tx, before.id, notice)).notice);
    return messages;
  }

  /** Undefined to leave the password, null to take it away. */
  private async hash(caller: Caller, password: string | undefined): Promise<string | null | undefined> {
    if (password === undefined || password === '') return password === '' ? null : undefined;
    if ([...password].length < limits.passwordMin)
      throw new Problem('invalid_input', undefined, {
        password: [`must be at least ${limits.passwordMin} characters long`],
      });
    return this.passwords.hash(caller, password);
  }

  /** Everybody is in the Lobby, so it gets no password, is not archived and stays public. */
  private assertChangeable(admission: Admission, { password, archived, kind }: UpdateRoom): void {
    if (password !== undefined) assertNotFixed('set-password', admission);
    if (archived !== undefined || kind !== undefined) assertNotFixed('archive', admission);
  }
}
