import { messageView, type MessageViewRow } from '../timeline/message.view.ts';
import { summaryFromRow, type SummaryRow } from '../users/user.view.ts';
import type { Member, NotifyLevel } from './members/members.dto.ts';
import type { Room } from './rooms.dto.ts';
import { isConversation, type MemberRole, type RoomKind } from '../shared/roles.ts';

export interface RoomViewRow {
  id: string;
  code: string;
  kind: RoomKind;
  name: string;
  topic: string;
  password_protected: boolean;
  ephemeral: boolean;
  archived: boolean;
  lobby: boolean;
  created_at: Date;
  member_count: number;
  last_seq: number;
  revision: number;
  epoch: number;
  role: MemberRole | null;
  muted_until: Date | null;
  last_read_seq: number | null;
  unread: number;
  mentioned: number;
  mention_room_by: MemberRole;
  post_by: MemberRole;
  reply_by: MemberRole;
  react_by: MemberRole;
  slow_seconds: number;
  notify: NotifyLevel | null;
  quiet_until: Date | null;
  favourite: boolean | null;
  hidden: boolean | null;
  section_id: string | null;
  place: string | null;
  last_message: MessageViewRow | null;
  peer: SummaryRow | null;
  peers: SummaryRow[] | null;
  peer_gone: boolean;
}

/**
 * A room as a person sees it. Only members see the code, because it grants access. The Lobby has no code: everybody is
 * in it.
 */
export const roomView = (row: RoomViewRow): Room => ({
  id: row.id,
  code: row.role && !isConversation(row.kind) && !row.lobby ? row.code : '',
  kind: row.kind,
  name: row.name,
  topic: row.topic,
  passwordProtected: row.password_protected,
  ephemeral: row.ephemeral,
  archived: row.archived,
  lobby: row.lobby,
  createdAt: row.created_at.toISOString(),
  memberCount: row.member_count,
  lastSeq: row.last_seq,
  revision: row.revision,
  epoch: row.epoch,
  role: row.role,
  mutedUntil: row.muted_until?.toISOString() ?? null,
  lastReadSeq: row.last_read_seq ?? 0,
  unreadCount: row.role ? row.unread : 0,
  mentionCount: row.role ? row.mentioned : 0,
  notify: row.notify ?? 'mentions',
  quietUntil: row.quiet_until?.toISOString() ?? null,
  favourite: row.favourite ?? false,
  hidden: row.hidden ?? false,
  sectionId: row.section_id,
  place: row.place,
  mentionRoomBy: row.mention_room_by,
  postBy: row.post_by,
  replyBy: row.reply_by,
  reactBy: row.react_by,
  slowSeconds: row.slow_seconds,
  lastMessage: row.role && row.last_message ? messageView(row.last_message) : null,
  peer: row.peer && summaryFromRow(row.peer),
  peers: row.peers?.map(summaryFromRow) ?? [],
  peerGone: row.peer_gone,
});

export interface MemberViewRow {
  user: SummaryRow;
  role: MemberRole;
  joined_at: Date;
  muted_until: Date | null;
  last_read_seq: number;
}

export const memberView = (row: MemberViewRow): Member => ({
  user: summaryFromRow(row.user),
  role: row.role,
  joinedAt: row.joined_at.toISOString(),
  mutedUntil: row.muted_until?.toISOString() ?? null,
  lastReadSeq: row.last_read_seq,
});
