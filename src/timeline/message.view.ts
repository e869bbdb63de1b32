import { excerptOf } from '../shared/excerpt.ts';
import {
  attachmentsOf,
  type AttachmentSigner,
  attachmentView,
  type AttachmentViewRow,
  kindInsteadOfWords,
  signedAttachment,
  unsigned,
} from './attachment.view.ts';
import { summaryColumns, summaryFromRow, type SummaryRow } from '../users/user.view.ts';
import type {
  Forwarded,
  MentionedGroup,
  Message,
  MessageProgram,
  Reaction,
  ReplyExcerpt,
  SystemNotice,
  ThreadSummary,
} from './message.dto.ts';
import { pollOf, type PollRow, pollView, withoutVotes } from './poll.view.ts';

/**
 * Most messages have none: to sort and group nothing costs more than to look for one. A scalar sub-select, because the
 * planner may read the whole table for an EXISTS.
 */
const ifAny = (table: 'reactions' | 'attachments', messageId: string): string =>
  `CASE WHEN (SELECT true FROM ${table} any_of WHERE any_of.message_id = ${messageId} LIMIT 1) THEN`;

/** The columns that a message's view needs, from `messages m` and the joins below. */
export const messageColumns = `m.id, m.room_id, m.seq, m.revision, m.change_token, m.client_id, m.kind, m.body, m.system, m.program,
  m.created_at, m.edited_at, m.deleted_at, m.mentions, m.mentions_room, m.mentioned_groups, m.pinned_at IS NOT NULL AS pinned,
  ${ifAny('reactions', 'm.id')} (SELECT json_agg(json_build_object('emoji', e.emoji, 'userIds', e.people) ORDER BY e.first) FROM (
     SELECT emoji, json_agg(user_id ORDER BY created_at) AS people, min(created_at) AS first
     FROM reactions WHERE message_id = m.id GROUP BY emoji) e) END AS reactions,
  ${ifAny('attachments', 'm.id')} ${attachmentsOf('m.id')} END AS attachments,
  ${pollOf('m.id')} AS poll,
  ${summaryColumns('author')} AS author,
  m.thread_id, m.in_room, (SELECT json_build_object('replyCount', t.reply_count, 'lastSeq', t.last_seq,
     'lastReplyAt', t.last_reply_at, 'revision', t.revision, 'resolvedAt', t.resolved_at, 'resolvedBy', (
       SELECT ${summaryColumns('u')} FROM users u WHERE u.id = t.resolved_by), 'authors', (
       SELECT json_agg(${summaryColumns('u')} ORDER BY a.place)
       FROM unnest(t.author_ids) WITH ORDINALITY AS a(id, place) JOIN users u ON u.id = a.id))
     FROM threads t WHERE t.id = m.id) AS thread,
  m.forwarded_at, m.forwarded_room, CASE WHEN m.forwarded_author_id IS NOT NULL THEN
    (SELECT ${summaryColumns('f')} FROM users f WHERE f.id = m.forwarded_author_id) END AS forwarded_author,
  r.id AS reply_id, r.seq AS reply_seq, r.body AS reply_body, r.mentions AS reply_mentions, ${kindInsteadOfWords('r')} AS reply_kind,
  ${summaryColumns('reply_author')} AS reply_author`;

export const messageJoins = `LEFT JOIN users author ON author.id = m.author_id
  LEFT JOIN messages r ON r.id = m.reply_to_id LEFT JOIN users reply_author ON reply_author.id = r.author_id`;

type ThreadRow = Omit<ThreadSummary, 'authors' | 'resolvedBy'> & {
  authors: SummaryRow[] | null;
  resolvedBy: SummaryRow | null;
};

export interface MessageViewRow {
  id: string;
  room_id: string;
  seq: number;
  revision: number;
  change_token: number | null;
  client_id: string | null;
  kind: Message['kind'];
  body: string;
  system: SystemNotice | null;
  program: MessageProgram | null;
  created_at: Date;
  edited_at: Date | null;
  deleted_at: Date | null;
  mentions: string[];
  mentions_room: boolean;
  mentioned_groups: MentionedGroup[] | null;
  pinned: boolean;
  reactions: Reaction[] | null;
  attachments: AttachmentViewRow[] | null;
  poll: PollRow | null;
  author: SummaryRow | null;
  thread_id: string | null;
  in_room: boolean;
  thread: ThreadRow | null;
  forwarded_at: Date | null;
  forwarded_room: string | null;
  forwarded_author: SummaryRow | null;
  reply_id: string | null;
  reply_seq: number;
  reply_body: string;
  reply_mentions: string[] | null;
  reply_kind: AttachmentViewRow['kind'] | null;
  reply_author: SummaryRow | null;
}

/** Mapped by hand: it runs for every message sent and read. */
export function messageView(row: MessageViewRow): Message {
  return {
    id: row.id,
    roomId: row.room_id,
    seq: row.seq,
    revision: row.revision,
    changeToken: row.change_token,
    clientId: row.client_id,
    kind: row.kind,
    author: row.author && summaryFromRow(row.author),
    body: row.body,
    replyTo: replyView(row),
    threadId: row.thread_id,
    inRoom: row.in_room,
    thread: threadView(row),
    forwarded: forwardedView(row),
    attachments: row.attachments?.map((file) => attachmentView(file, unsigned)) ?? [],
    poll: row.poll && pollView(row.poll, row.body),
    mentions: row.mentions,
    mentionsRoom: row.mentions_room,
    mentionedGroups: row.mentioned_groups ?? [],
    reactions: row.reactions ?? [],
    pinned: row.pinned,
    system: row.system,
    as: row.program?.as ?? null,
    tone: row.program?.tone ?? null,
    via: row.program?.via ?? null,
    createdAt: row.created_at.toISOString(),
    editedAt: row.edited_at?.toISOString() ?? null,
    deletedAt: row.deleted_at?.toISOString() ?? null,
  };
}

/** A message as a reader gets it: views for all members contain unsigned URLs. */
export const signedMessage = (message: Message, sign: AttachmentSigner): Message =>
  message.attachments.length
    ? { ...message, attachments: message.attachments.map((file) => signedAttachment(file, sign)) }
    : message;

/** A message for a reader who may see that there are files, but not open them. */
export const withoutFileUrls = (message: Message): Message => ({
  ...message,
  attachments: message.attachments.map((file) => ({ ...file, url: null, thumbnailUrl: null })),
});

function forwardedView({ forwarded_at, forwarded_room, forwarded_author }: MessageViewRow): Forwarded | null {
  if (!forwarded_at) return null;
  return {
    author: forwarded_author && summaryFromRow(forwarded_author),
    roomName: forwarded_room,
    createdAt: forwarded_at.toISOString(),
  };
}

function threadView({ thread }: MessageViewRow): ThreadSummary | null {
  if (!thread) return null;
  const { replyCount, lastSeq, lastReplyAt, revision, resolvedAt, resolvedBy } = thread;
  return {
    replyCount,
    lastSeq,
    lastReplyAt: new Date(lastReplyAt).toISOString(),
    authors: thread.authors?.map(summaryFromRow) ?? [],
    revision,
    resolvedAt: resolvedAt && new Date(resolvedAt).toISOString(),
    resolvedBy: resolvedBy && summaryFromRow(resolvedBy),
  };
}

function replyView(row: MessageViewRow): ReplyExcerpt | null {
  const { reply_id, reply_seq, reply_body, reply_kind, reply_author, reply_mentions } = row;
  if (!reply_id) return null;
  return {
    id: reply_id,
    seq: reply_seq,
    author: reply_author && summaryFromRow(reply_author),
    excerpt: excerptOf(reply_body),
    attachmentKind: reply_kind,
    ...(reply_mentions?.length && { mentions: reply_mentions }),
  };
}

/** The view for a guest, who sees a room from a seq on: older messages are quoted without text and author. */
export const redactBefore =
  (from: number) =>
  (message: Message): Message =>
    message.replyTo && message.replyTo.seq < from ? { ...message, replyTo: withoutContent(message.replyTo) } : message;

const withoutContent = ({ id, seq }: ReplyExcerpt): ReplyExcerpt => ({
  id,
  seq,
  author: null,
  excerpt: '',
  attachmentKind: null,
});

/** What is left of a message for its author who may not read its room: nothing that others have said or done about it. */
export const ownWordsOf = (message: Message): Message => ({
  ...message,
  replyTo: null,
  thread: null,
  reactions: [],
  poll: message.poll && withoutVotes(message.poll),
  pinned: false,
});

/** What stands for a message that a notification cannot show, or that is not sent yet. */
export const messageWithoutRow = ({
  id,
  roomId,
  createdAt,
}: Pick<Message, 'id' | 'roomId' | 'createdAt'>): Message => ({
  id,
  roomId,
  seq: 0,
  revision: 0,
  changeToken: null,
  clientId: null,
  kind: 'text',
  author: null,
  body: '',
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
  createdAt,
  editedAt: null,
  deletedAt: null,
});
