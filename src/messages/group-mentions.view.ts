import type { Caller } from '../common/caller.ts';
import { type GroupMentionRole, mayMentionGroup } from '../shared/groups.policy.ts';
import type { GroupsByHandle, MentionableGroup } from '../shared/mentions.ts';
import type { MentionedGroup } from '../timeline/message.dto.ts';

export type FoundGroups = Record<string, MentionableGroup & { mentionBy: GroupMentionRole }>;

/** The groups that a text may name, by handle; null for those that this author may not mention. */
export const groupsFor = ({ role }: Pick<Caller, 'role'>, found: FoundGroups | null): GroupsByHandle =>
  new Map(
    Object.entries(found ?? {}).map(([key, group]) => [key, mayMentionGroup(role, group.mentionBy) ? group : null]),
  );

/** A group as a message keeps it. */
export const groupView = ({ id, handle, name }: MentionableGroup): MentionedGroup => ({ id, handle, name });
