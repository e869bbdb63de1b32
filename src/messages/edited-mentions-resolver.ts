import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import type { Tx } from '../common/database/database.ts';
import { MembersRepository } from '../rooms/members/members.repository.ts';
import type { Admission } from '../rooms/room-access.ts';
import { namesToLookUp, parseMentions, resolveGroups, resolveMentions } from '../shared/mentions.ts';
import { mayMentionRoom } from '../shared/rooms.policy.ts';
import type { EditedMentions } from '../timeline/timeline.repository.ts';
import { GroupMentionsRepository } from './group-mentions.repository.ts';
import { groupsFor, groupView } from './group-mentions.view.ts';

/** Finds whom an edited text mentions, under the lock of the room's head. */
@Injectable()
export class EditedMentionsResolver {
  constructor(
    private readonly members: MembersRepository,
    private readonly groups: GroupMentionsRepository,
  ) {}

  /** Only members can be mentioned, and groups and the whole room only by those with that right. */
  async resolve(tx: Tx, caller: Caller, admission: Admission, body: string): Promise<EditedMentions> {
    const written = parseMentions(body);
    const mentionsRoom = written.room && mayMentionRoom(admission, admission.mentionRoomBy);
    const names = namesToLookUp(written);
    if (!names.length) return { mentions: [], mentionsRoom, mentionedGroups: null };
    const idsByName = await this.members.idsByName(tx, admission.roomId, names);
    const groups = groupsFor(caller, await this.groups.find(tx, admission.roomId, names));
    const mentionedGroups = resolveGroups(written, idsByName, groups).map(groupView);
    return {
      mentions: resolveMentions(written, idsByName, groups, caller.userId),
      mentionsRoom,
      mentionedGroups: mentionedGroups.length ? mentionedGroups : null,
    };
  }
}
