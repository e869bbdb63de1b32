import { IsBoolean, IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { limits } from '../shared/limits.ts';
import { MEMBER_ROLES, type MemberRole, type RoomKind } from '../shared/roles.ts';
import { PageQuery } from '../common/page.ts';
import { Text } from '../common/validation/text.ts';
import { OptionalNotNull } from '../common/validation/validation.ts';
import { Message } from '../timeline/message.dto.ts';
import { UserSummary } from '../users/users.dto.ts';
import type { NotifyLevel } from './members/members.dto.ts';

/** A room as a person sees it: `role`, `mutedUntil`, `lastReadSeq`, the counts, `notify`, `quietUntil`,
 * `favourite`, `hidden`, `sectionId` and `place` are their own. */
export class Room {
  id: string;
  /**
   * The code by which others join; empty for direct rooms, group conversations, the Lobby, and people who are not in the
   * room.
   * @example '7GK4QX'
   */
  code: string;
  kind: RoomKind;
  /**
   * Empty for direct rooms: show the peer; and for group conversations that were given none: show the peers.
   * @example 'Engineering'
   */
  name: string;
  /** @example 'What we build this week' */
  topic: string;
  passwordProtected: boolean;
  ephemeral: boolean;
  archived: boolean;
  /** True for the Lobby, the room that everybody with an account is in. */
  lobby: boolean;
  createdAt: string;
  memberCount: number;
  /** The seq of the newest message; 0 in an empty room. */
  lastSeq: number;
  /** Counts every visible change of the room's messages. */
  revision: number;
  /** Changes when a backup is restored and when the database has failed over; send it along with `revision`. */
  epoch: number;
  /** Null when the caller is not a member. */
  role: MemberRole | null;
  /** The end of the caller's mute in this room. Null or past: the caller may write. */
  mutedUntil: string | null;
  lastReadSeq: number;
  /** The number of messages after `lastReadSeq`, without notices and deleted messages. */
  unreadCount: number;
  mentionCount: number;
  notify: NotifyLevel;
  /** Until this time the room notifies silently, except of mentions by name. Null: it does not, or the time is over. */
  quietUntil: string | null;
  /** Shown above the other rooms of the list. */
  favourite: boolean;
  /** Not in the list until the next message or notice, or until it is opened again. */
  hidden: boolean;
  /** The section of the caller's list that it stands in; none when null, or when the caller has no section of this id any more. */
  sectionId: string | null;
  /** Where it stands in a section that is ordered by hand (`sort: place`): see `Section.place`. Null: behind those with a place. */
  place: string | null;
  /** The lowest role that may mention everybody by `@room` or `@here`. */
  mentionRoomBy: MemberRole;
  /**
   * The lowest role that may write in the room, edits included; another than `member` makes it an announcement room.
   * Replies by `replyToId` stand in the room and need it as well.
   */
  postBy: MemberRole;
  /** The lowest role that may reply in threads, without standing in the room. */
  replyBy: MemberRole;
  /** The lowest role that may react. */
  reactBy: MemberRole;
  /** Slow mode: seconds between two messages of a member, 0 when it is off. Who moderates the room is exempt. */
  slowSeconds: number;
  /** The newest message or notice that is not deleted. */
  lastMessage: Message | null;
  /** The other person of a direct room. */
  peer: UserSummary | null;
  /** The other people of a group conversation, in the order in which they came; otherwise empty. */
  peers: UserSummary[];
  /** True when the peer's account was deleted or disabled: the room is read-only. */
  peerGone: boolean;
}

/** A room as the holder of its code sees it before joining. */
export class RoomPreview {
  /** @example 'Engineering' */
  name: string;
  passwordProtected: boolean;
}

export class RoomPage {
  items: Room[];
  next: string | null;
}

export class CreateRoom {
  /** @example 'Engineering' */
  @Text(1, limits.roomName, { name: true })
  name: string;

  /** Direct rooms are created by `PUT /rooms/direct/:userId`, group conversations by `POST /rooms/groups`. */
  @IsIn(['public', 'private'])
  kind: 'public' | 'private';

  /** @example 'What we build this week' */
  @OptionalNotNull()
  @Text(0, limits.topic)
  topic?: string;

  /** The password that joining requires, by code or from the directory. */
  @OptionalNotNull()
  @Text(limits.passwordMin, limits.passwordMax, { form: 'NFKC' })
  password?: string;

  /** An ephemeral room is deleted some time after its last member has left. */
  @OptionalNotNull()
  @IsBoolean()
  ephemeral?: boolean;
}

/** Only the given fields change; owners change the settings, moderators name and topic. */
export class UpdateRoom {
  /** @example 'Engineering' */
  @OptionalNotNull()
  @Text(1, limits.roomName, { name: true })
  name?: string;

  @OptionalNotNull()
  @Text(0, limits.topic)
  topic?: string;

  /** A new password, or an empty text to remove it. */
  @OptionalNotNull()
  @Text(0, limits.passwordMax, { form: 'NFKC' })
  password?: string;

  /** An archived room is read-only and not in the directory; everything stays readable. */
  @OptionalNotNull()
  @IsBoolean()
  archived?: boolean;

  @OptionalNotNull()
  @IsIn(MEMBER_ROLES)
  mentionRoomBy?: MemberRole;

  /** The lowest role that may write in the room. */
  @OptionalNotNull()
  @IsIn(MEMBER_ROLES)
  postBy?: MemberRole;

  /** The lowest role that may reply in threads, without standing in the room. */
  @OptionalNotNull()
  @IsIn(MEMBER_ROLES)
  replyBy?: MemberRole;

  /** The lowest role that may react. */
  @OptionalNotNull()
  @IsIn(MEMBER_ROLES)
  reactBy?: MemberRole;

  /**
   * Slow mode: seconds between two messages of a member; 0 switches it off.
   * @example 30
   */
  @OptionalNotNull()
  @IsInt()
  @Min(0)
  @Max(limits.slowSeconds)
  slowSeconds?: number;

  /** A public room becomes private: from then on only its code leads into it. A private room never becomes public. */
  @OptionalNotNull()
  @IsIn(['private'])
  kind?: 'private';
}

export class JoinPublicRoom {
  @OptionalNotNull()
  @IsString()
  @MaxLength(limits.passwordMax * 4)
  password?: string;
}

export class JoinByCode extends JoinPublicRoom {
  /**
   * Regardless of case.
   * @example '7GK4QX'
   */
  @IsString()
  @MaxLength(32)
  code: string;
}

/** The socket's `join_room`: a code, or the id of a public room. */
export class JoinRoom extends JoinPublicRoom {
  /** @example '7GK4QX' */
  @OptionalNotNull()
  @IsString()
  @MaxLength(32)
  code?: string;

  @OptionalNotNull()
  @IsUUID()
  roomId?: string;
}

export class LeaveRoom {
  @IsUUID()
  roomId: string;
}

export class FindRooms extends PageQuery {
  /** Part of a name or topic. */
  @IsOptional()
  @Text(1, limits.roomName)
  q?: string;

  /** `new`: only rooms that the caller is not in. */
  @IsOptional()
  @IsIn(['all', 'new'])
  show?: 'all' | 'new' = 'all';

  /** `activity`: rooms in which something was written last come first. */
  @IsOptional()
  @IsIn(['name', 'activity'])
  sort?: 'name' | 'activity' = 'name';
}

/** How large a room is, and how much happens in it. */
export class RoomDetails {
  /** Oldest first; at most 20. */
  owners: UserSummary[];
  people: number;
  /** The number of files in the messages that the caller sees, or would see as a member. */
  files: number;
  /** Their size in all. */
  fileBytes: number;
  /** The time of the newest message; null in a room where nothing was written. */
  lastActivityAt: string | null;
  createdAt: string;
  /** Null unless the room is archived. */
  archivedAt: string | null;
}

/** `room_left`: the caller is no longer in this room. */
export class RoomLeft {
  roomId: string;
  reason: 'left' | 'kicked' | 'banned' | 'deleted';
}

/** `room_heads`: the newest revision of a room. */
export class RoomHead {
  roomId: string;
  revision: number;
  /** A client that holds another one requests `changes`, with its witness. */
  epoch?: number;
}
