import { Reauthenticate, Reauthenticated } from '../auth/auth.dto.ts';
import { DeleteMessage, EditMessage, ReactionInput, SendMessage } from '../messages/messages.dto.ts';
import { ThreadReadMark } from '../messages/thread-inbox/thread-inbox.dto.ts';
import { ThreadFollowing } from '../messages/threads.dto.ts';
import { EphemeralMessage, RunRoomCommand } from '../integrations/commands/commands.dto.ts';
import { EmojiChanged } from '../emoji/emoji.dto.ts';
import { Notification } from '../notifications/notifications.dto.ts';
import { PersonalItem } from '../personal/personal.dto.ts';
import { PresenceState, Typing, UserTyping, WatchPresence } from '../presence/presence.dto.ts';
import { ReportsChanged } from '../reports/reports.dto.ts';
import { MemberChanged } from '../rooms/members/members.dto.ts';
import { MarkRead, MarkUnread, ReadChanged, ReadState } from '../rooms/read-marks/read-marks.dto.ts';
import { CreateRoom, JoinRoom, LeaveRoom, Room, RoomHead, RoomLeft } from '../rooms/rooms.dto.ts';
import { SyncAnswer, SyncRequest } from '../sync/sync.dto.ts';
import { Message } from '../timeline/message.dto.ts';
import { AttachmentChanged } from '../uploads/uploads.dto.ts';
import { UserSummary } from '../users/users.dto.ts';
import {
  CommandError,
  CommandRefused,
  ServerChanged,
  ServerDraining,
  SessionEnded,
  TokenExpiring,
} from './transport.dto.ts';

/** The class of a payload. */
export type Model = new () => object;
/** A class, or an array of it. */
export type Payload = Model | readonly [Model];

/** The acknowledgement of every command. */
export type Ack<T> = { ok: true; data: T } | { ok: false; error: CommandError };

/** Client → server: what each command does, what it takes and what a successful acknowledgement holds. */
export const commands = {
  sync: {
    summary: 'Starts the events and returns what was missed.',
    takes: SyncRequest,
    gives: SyncAnswer,
  },
  reauthenticate: {
    summary: 'Sends a fresh access token of the same session.',
    takes: Reauthenticate,
    gives: Reauthenticated,
  },
  send_message: { summary: 'Sends a message; acknowledged after the commit.', takes: SendMessage, gives: Message },
  edit_message: { summary: 'Changes the text of a message of the caller.', takes: EditMessage, gives: Message },
  delete_message: {
    summary: 'Deletes a message; a tombstone takes its place.',
    takes: DeleteMessage,
    gives: Message,
  },
  add_reaction: {
    summary: 'Reacts with one emoji; a repeat changes nothing.',
    takes: ReactionInput,
    gives: Message,
  },
  remove_reaction: { summary: 'Removes a reaction of the caller.', takes: ReactionInput, gives: Message },
  mark_read: { summary: 'Marks everything up to a message as read.', takes: MarkRead, gives: ReadState },
  mark_unread: { summary: 'Marks everything from a message on as unread.', takes: MarkUnread, gives: ReadState },
  typing: { summary: 'Announces in the room that the caller types or has stopped.', takes: Typing, gives: null },
  create_room: { summary: 'Creates a room; the caller owns it.', takes: CreateRoom, gives: Room },
  join_room: { summary: 'Joins by code, or a public room by its id.', takes: JoinRoom, gives: Room },
  leave_room: { summary: 'Leaves a room.', takes: LeaveRoom, gives: null },
  run_command: {
    summary: 'Runs a slash command of a room. Acknowledged before its service answers.',
    takes: RunRoomCommand,
    gives: null,
  },
  watch_presence: {
    summary: 'Replaces the list of people whose presence is sent to this socket.',
    takes: WatchPresence,
    gives: [PresenceState],
  },
} as const satisfies Record<string, { summary: string; takes: Model; gives: Payload | null }>;

/** Server → client: what each event means and carries. No event reaches a socket before its first `sync`. */
export const events = {
  receive_message: { summary: 'A new message; the sockets of its sender get it too.', payload: Message },
  receive_messages: {
    summary: 'Several new messages of one room that were committed together, in seq order.',
    payload: [Message],
  },
  message_changed: {
    summary:
      'A message after an edit, delete, reaction or pin. Apply it if it has a higher revision than the copy of the client.',
    payload: Message,
  },
  room_heads: {
    summary: 'The newest revisions of rooms that changed lately; a client that is behind requests `changes`.',
    payload: [RoomHead],
  },
  room_joined: { summary: 'The caller is in this room from now on.', payload: Room },
  room_updated: { summary: 'A room changed for the caller.', payload: Room },
  room_left: { summary: 'The caller is not in this room any more.', payload: RoomLeft },
  member_changed: { summary: 'A member joined, left or changed role.', payload: MemberChanged },
  read_changed: { summary: 'A member has read up to this message.', payload: ReadChanged },
  user_typing: { summary: 'A member types; ends by itself after six seconds.', payload: UserTyping },
  presence_changed: { summary: 'The presence of a watched person changed.', payload: PresenceState },
  user_changed: { summary: 'A person changed name, picture or role.', payload: UserSummary },
  attachment_changed: {
    summary: 'The virus scanner has checked a file of the caller. Others learn of it by `message_changed`.',
    payload: AttachmentChanged,
  },
  notification: {
    summary: 'The caller was mentioned, written to or answered. All other messages are shown without a notification.',
    payload: Notification,
  },
  following_changed: {
    summary: 'The caller followed or unfollowed a thread on another device.',
    payload: ThreadFollowing,
  },
  thread_read: {
    summary: 'The caller has read a thread up to this reply, on one of their devices.',
    payload: ThreadReadMark,
  },
  personal_changed: {
    summary:
      'An item that only the caller sees, such as a saved message, changed or has gone, on one of their devices.',
    payload: PersonalItem,
  },
  reports_changed: {
    summary: 'The open reports of a room have changed, about which the caller decides.',
    payload: ReportsChanged,
  },
  ephemeral_message: {
    summary: 'The answer to a command that the caller ran: for them alone, stored nowhere, and not sent a second time.',
    payload: EphemeralMessage,
  },
  token_expiring: {
    summary: 'The access token is about to expire. Answer with `reauthenticate` within 30 seconds.',
    payload: TokenExpiring,
  },
  session_ended: { summary: 'The session is over; the server closes the socket next.', payload: SessionEnded },
  server_changed: {
    summary:
      'An administrator changed settings of the server. Ask `GET /server` within a few seconds, not all at once.',
    payload: ServerChanged,
  },
  emoji_changed: {
    summary: 'An emoji of the server was added or changed. Ask `GET /emoji` within a few seconds, not all at once.',
    payload: EmojiChanged,
  },
  server_draining: {
    summary: 'The server stops and closes the socket next. Reconnect after `retryAfter` seconds.',
    payload: ServerDraining,
  },
  command_refused: {
    summary: 'A command that came without an acknowledgement callback was refused.',
    payload: CommandRefused,
  },
} as const satisfies Record<string, { summary: string; payload: Payload }>;

type Instance<P extends Payload | null> = P extends Model
  ? InstanceType<P>
  : P extends readonly [infer M extends Model]
    ? InstanceType<M>[]
    : null;

/** What each command takes and gives, as types. */
export type Commands = {
  [Name in keyof typeof commands]: {
    takes: Instance<(typeof commands)[Name]['takes']>;
    gives: Instance<(typeof commands)[Name]['gives']>;
  };
};

/** What each event carries, as types. */
export type Events = { [Name in keyof typeof events]: Instance<(typeof events)[Name]['payload']> };

export type EventName = keyof Events;
export type CommandName = keyof Commands;
