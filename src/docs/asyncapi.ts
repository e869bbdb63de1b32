import type { OpenAPIObject } from '@nestjs/swagger';
import { Reauthenticate, Reauthenticated } from '../auth/auth.dto.ts';
import { VERSION } from '../common/version.ts';
import { DeleteMessage, EditMessage, ReactionInput, SendMessage } from '../messages/messages.dto.ts';
import { ThreadFollowing } from '../messages/threads.dto.ts';
import { Notification } from '../notifications/notifications.dto.ts';
import { PresenceState, Typing, UserTyping, WatchPresence } from '../presence/presence.dto.ts';
import type { CommandName, EventName } from '../transport/events.ts';
import {
  CommandError,
  CommandRefused,
  ServerDraining,
  SessionEnded,
  TokenExpiring,
} from '../transport/transport.dto.ts';
import { MemberChanged } from '../rooms/members.dto.ts';
import { MarkRead, MarkUnread } from '../rooms/read-marks.dto.ts';
import { CreateRoom, JoinRoom, LeaveRoom } from '../rooms/rooms.dto.ts';
import { ReadChanged, ReadState } from '../rooms/read-marks.dto.ts';
import { Room, RoomHead, RoomLeft } from '../rooms/rooms.dto.ts';
import { SyncAnswer, SyncRequest } from '../sync/sync.dto.ts';
import { Message } from '../timeline/message.dto.ts';
import { AttachmentChanged } from '../uploads/uploads.dto.ts';
import { UserSummary } from '../users/users.dto.ts';

type Model = new () => object;
/** A class, or several of it in an array. */
type Payload = Model | [Model];
type Json = Record<string, unknown>;

/** Every command: what it does, takes and answers. A command missing here does not compile. */
const commands: Record<CommandName, { summary: string; takes: Model; gives: Payload | null }> = {
  sync: { summary: 'Starts the flow of events and tells what was missed.', takes: SyncRequest, gives: SyncAnswer },
  reauthenticate: {
    summary: 'Brings a fresh access token of the same session.',
    takes: Reauthenticate,
    gives: Reauthenticated,
  },
  send_message: { summary: 'Sends; acknowledged after the commit.', takes: SendMessage, gives: Message },
  edit_message: { summary: 'Changes what one has said.', takes: EditMessage, gives: Message },
  delete_message: { summary: 'Leaves a tombstone.', takes: DeleteMessage, gives: Message },
  add_reaction: { summary: 'Reacts with one emoji; twice is once.', takes: ReactionInput, gives: Message },
  remove_reaction: { summary: 'Takes a reaction back.', takes: ReactionInput, gives: Message },
  mark_read: { summary: 'Marks everything up to a message as read.', takes: MarkRead, gives: ReadState },
  mark_unread: { summary: 'Marks everything from a message on as unread again.', takes: MarkUnread, gives: ReadState },
  typing: { summary: 'Tells the room that one types, or has stopped.', takes: Typing, gives: null },
  create_room: { summary: 'Makes a room; the caller owns it.', takes: CreateRoom, gives: Room },
  join_room: { summary: 'Enters by code, or a public room by its id.', takes: JoinRoom, gives: Room },
  leave_room: { summary: 'Leaves a room.', takes: LeaveRoom, gives: null },
  watch_presence: {
    summary: 'Replaces the people whose presence one hears of.',
    takes: WatchPresence,
    gives: [PresenceState],
  },
};

/** Every event: what it means and carries. */
const events: Record<EventName, { summary: string; payload: Payload }> = {
  receive_message: { summary: 'A new message; its sender gets it too.', payload: Message },
  receive_messages: { summary: 'Several new messages of one room, in seq order.', payload: [Message] },
  message_changed: {
    summary: 'A message after an edit, delete, reaction or pin. Apply it if its revision is higher.',
    payload: Message,
  },
  room_heads: { summary: 'The newest revisions; whoever is behind asks `changes`.', payload: [RoomHead] },
  room_joined: { summary: 'The caller is in this room from now on.', payload: Room },
  room_updated: { summary: 'A room changed for the caller.', payload: Room },
  room_left: { summary: 'The caller is not in this room any more.', payload: RoomLeft },
  member_changed: { summary: 'Somebody joined, left or changed role.', payload: MemberChanged },
  read_changed: { summary: 'Somebody has read up to here.', payload: ReadChanged },
  user_typing: { summary: 'Somebody types; ends by itself after six seconds.', payload: UserTyping },
  presence_changed: { summary: 'Somebody watched came or went.', payload: PresenceState },
  user_changed: { summary: 'A person changed name, picture or role.', payload: UserSummary },
  attachment_changed: {
    summary: "A file of one's own was looked at by the virus scanner.",
    payload: AttachmentChanged,
  },
  notification: { summary: 'Attention is asked for: called, written to, or answered.', payload: Notification },
  following_changed: {
    summary: 'The caller has begun or stopped to follow a thread.',
    payload: ThreadFollowing,
  },
  token_expiring: { summary: 'Answer with `reauthenticate` within 30 seconds.', payload: TokenExpiring },
  session_ended: { summary: 'The session is over; the socket is cut next.', payload: SessionEnded },
  server_draining: { summary: 'The server stops; come back after `retryAfter` seconds.', payload: ServerDraining },
  command_refused: { summary: 'A command that came without a callback was refused.', payload: CommandRefused },
};

const DESCRIPTION = `Socket.IO 4, default namespace, \`websocket\` transport, path \`/socket.io\`. The handshake carries
\`auth: {token}\`; a bad one is a \`connect_error\` with \`data.code\`. No event comes before the first \`sync\`. Every
command is acknowledged: \`{ok: true, data}\` or \`{ok: false, error}\`. Events may be repeated or missing after a bad
network; \`revision\` tells, and \`changes\` or \`sync\` repair.`;

/** The classes that travel over the socket, for the schema generator. */
export const socketModels = (): Model[] => {
  const payloads = [
    ...Object.values(commands).flatMap(({ takes, gives }) => [takes, gives]),
    ...Object.values(events).map(({ payload }) => payload),
  ];
  return [...new Set(payloads.flatMap((payload) => payload ?? []))];
};

/** The socket as an AsyncAPI 3 document, from the server's point of view; the schemas are those of the REST document. */
export function asyncApi(openApi: OpenAPIObject): Json {
  const schemas = jsonSchema(openApi.components?.schemas ?? {}) as Json;
  const messages: Json = {};
  const operations: Json = {};
  const on = (name: string) => ({ $ref: `#/channels/socket/messages/${name}` });

  for (const [name, { summary, takes, gives }] of Object.entries(commands)) {
    const answer = `${name}_ack`;
    messages[name] = { name, summary, payload: ref(takes) };
    messages[answer] = { name: answer, title: `Acknowledgement of ${name}`, payload: acknowledgement(gives) };
    const reply = { channel: { $ref: '#/channels/socket' }, messages: [on(answer)] };
    operations[name] = {
      action: 'receive',
      summary,
      channel: { $ref: '#/channels/socket' },
      messages: [on(name)],
      reply,
    };
  }
  for (const [name, { summary, payload }] of Object.entries(events)) {
    messages[name] = { name, summary, payload: ref(payload) };
    operations[name] = { action: 'send', summary, channel: { $ref: '#/channels/socket' }, messages: [on(name)] };
  }
  return {
    asyncapi: '3.0.0',
    info: { title: 'Parley', version: VERSION, description: DESCRIPTION },
    defaultContentType: 'application/json',
    channels: { socket: { address: '/', messages } },
    operations,
    components: { schemas },
  };
}

const ref = (payload: Payload): Json =>
  Array.isArray(payload) ? { type: 'array', items: ref(payload[0]) } : { $ref: `#/components/schemas/${payload.name}` };

const acknowledgement = (gives: Payload | null): Json => ({
  oneOf: [
    {
      type: 'object',
      required: ['ok', 'data'],
      properties: { ok: { const: true }, data: gives ? ref(gives) : { type: 'null' } },
    },
    { type: 'object', required: ['ok', 'error'], properties: { ok: { const: false }, error: ref(CommandError) } },
  ],
});

/** OpenAPI 3.0 says `nullable`, JSON Schema says `null` is one of the types. */
function jsonSchema(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(jsonSchema);
  if (typeof node !== 'object' || node === null) return node;
  const { nullable, example, ...rest } = node as Json;
  const schema = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, jsonSchema(value)]));
  if (example !== undefined) schema['examples'] = [example];
  return nullable === true ? { oneOf: [schema, { type: 'null' }] } : schema;
}
