import type { Reauthenticate, Reauthenticated } from '../auth/auth.dto.ts';
import type { DeleteMessage, EditMessage, ReactionInput, SendMessage } from '../messages/messages.dto.ts';
import type { ThreadFollowing } from '../messages/threads.dto.ts';
import type { Notification } from '../notifications/notifications.dto.ts';
import type { PresenceState, Typing, UserTyping, WatchPresence } from '../presence/presence.dto.ts';
import type { MemberChanged } from '../rooms/members.dto.ts';
import type { MarkRead, MarkUnread, ReadChanged, ReadState } from '../rooms/read-marks.dto.ts';
import type { CreateRoom, JoinRoom, LeaveRoom, Room, RoomHead, RoomLeft } from '../rooms/rooms.dto.ts';
import type { SyncAnswer, SyncRequest } from '../sync/sync.dto.ts';
import type { Message } from '../timeline/message.dto.ts';
import type { AttachmentChanged } from '../uploads/uploads.dto.ts';
import type { UserSummary } from '../users/users.dto.ts';
import type { CommandError, CommandRefused, ServerDraining, SessionEnded, TokenExpiring } from './transport.dto.ts';

/** The acknowledgement of every command. */
export type Ack<T> = { ok: true; data: T } | { ok: false; error: CommandError };

/** Client → server: command name to what it takes and what a successful acknowledgement holds. */
export interface Commands {
  sync: { takes: SyncRequest; gives: SyncAnswer };
  reauthenticate: { takes: Reauthenticate; gives: Reauthenticated };
  send_message: { takes: SendMessage; gives: Message };
  edit_message: { takes: EditMessage; gives: Message };
  delete_message: { takes: DeleteMessage; gives: Message };
  add_reaction: { takes: ReactionInput; gives: Message };
  remove_reaction: { takes: ReactionInput; gives: Message };
  mark_read: { takes: MarkRead; gives: ReadState };
  mark_unread: { takes: MarkUnread; gives: ReadState };
  typing: { takes: Typing; gives: null };
  create_room: { takes: CreateRoom; gives: Room };
  join_room: { takes: JoinRoom; gives: Room };
  leave_room: { takes: LeaveRoom; gives: null };
  watch_presence: { takes: WatchPresence; gives: PresenceState[] };
}

/** Server → client: event name to payload. No event reaches a socket before its first `sync`. */
export interface Events {
  /** A new message; the sender's sockets get it too. */
  receive_message: Message;
  /** Several new messages of one room that were committed together, in seq order. */
  receive_messages: Message[];
  /** A message after an edit, a delete, a reaction or a pin: apply it if its revision is higher than the one held. */
  message_changed: Message;
  /** The newest revision of rooms that changed lately; a client that is behind asks `changes`. */
  room_heads: RoomHead[];
  room_joined: Room;
  room_updated: Room;
  room_left: RoomLeft;
  member_changed: MemberChanged;
  read_changed: ReadChanged;
  user_typing: UserTyping;
  presence_changed: PresenceState;
  /** A person's name, picture or role changed. */
  user_changed: UserSummary;
  /** A file that one has uploaded was looked at by the virus scanner. Others hear of it by `message_changed`. */
  attachment_changed: AttachmentChanged;
  /** Somebody's attention is asked for; everything else is shown, but does not ring. */
  notification: Notification;
  /** On another device the person has begun or stopped to follow a thread. */
  following_changed: ThreadFollowing;
  /** The access token is about to expire: answer with `reauthenticate` within 30 s. */
  token_expiring: TokenExpiring;
  /** This session is over; the server cuts the socket next. */
  session_ended: SessionEnded;
  /** The server is about to stop: it cuts the socket next. Come back, to it or to another, after the time it says. */
  server_draining: ServerDraining;
  /** A command that came without an acknowledgement callback was refused. */
  command_refused: CommandRefused;
}

export type EventName = keyof Events;
export type CommandName = keyof Commands;
