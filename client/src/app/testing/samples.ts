import type { Room } from '@api/rooms/rooms.dto.ts';
import type { Attachment, History, Message } from '@api/timeline/message.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';

/** People, messages and rooms for unit tests. */
export const ada: UserSummary = {
  id: 'ada',
  username: 'ada',
  displayName: 'Ada',
  avatarUrl: null,
  role: 'member',
  revision: 0,
  status: null,
  bot: false,
};
export const bob: UserSummary = { ...ada, id: 'bob', username: 'bob', displayName: 'Bob' };

export const picture: Attachment = {
  id: 'p1',
  kind: 'image',
  name: 'dawn.png',
  mime: 'image/png',
  size: 1000,
  width: 640,
  height: 480,
  durationMs: null,
  waveform: null,
  animated: false,
  inspected: true,
  status: 'clean',
  url: '/api/v1/uploads/p1',
  thumbnailUrl: null,
};

/** Message number `seq` as it was sent: at minute `seq` of an hour, by Ada. */
export function text(seq: number, change: Partial<Message> = {}): Message {
  return {
    id: `m${seq}`,
    roomId: 'room',
    seq,
    revision: seq,
    clientId: null,
    kind: 'text',
    author: ada,
    body: `message ${seq}`,
    replyTo: null,
    threadId: null,
    inRoom: true,
    thread: null,
    forwarded: null,
    attachments: [],
    poll: null,
    mentions: [],
    mentionsRoom: false,
    mentionedGroups: [],
    reactions: [],
    pinned: false,
    system: null,
    as: null,
    tone: null,
    via: null,
    createdAt: new Date(Date.UTC(2026, 10, 20, 10, seq)).toISOString(),
    changeToken: null,
    editedAt: null,
    deletedAt: null,
    ...change,
  };
}

export function history(seqs: number[], edges: Partial<History> = {}): History {
  const lastSeq = seqs.at(-1) ?? 0;
  return { items: seqs.map((seq) => text(seq)), hasBefore: false, hasAfter: false, lastSeq, ...edges };
}

export function room(change: Partial<Room> = {}): Room {
  return {
    id: 'room',
    code: 'ABC123',
    kind: 'private',
    name: 'Room',
    topic: '',
    passwordProtected: false,
    ephemeral: false,
    archived: false,
    lobby: false,
    createdAt: '2026-11-20T09:00:00.000Z',
    memberCount: 2,
    lastSeq: 3,
    revision: 3,
    epoch: 1,
    role: 'member',
    mutedUntil: null,
    lastReadSeq: 3,
    unreadCount: 0,
    mentionCount: 0,
    notify: 'all',
    quietUntil: null,
    favourite: false,
    hidden: false,
    sectionId: null,
    place: null,
    mentionRoomBy: 'member',
    postBy: 'member',
    replyBy: 'member',
    reactBy: 'member',
    slowSeconds: 0,
    lastMessage: text(3),
    peer: null,
    peers: [],
    peerGone: false,
    ...change,
  };
}
