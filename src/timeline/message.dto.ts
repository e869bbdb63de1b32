import { UserSummary } from '../users/users.dto.ts';
import { Poll } from './poll.dto.ts';

/**
 * The beginning of the message that another message replies to. Guests who joined later see neither its author nor its
 * text.
 */
export class ReplyExcerpt {
  id: string;
  seq: number;
  author: UserSummary | null;
  /**
   * At most 140 characters; empty once the message is deleted, and when it has files and no text.
   * @example 'Shall we meet at ten?'
   */
  excerpt: string;
  /** The kind of the first file of a message without text; else null. */
  attachmentKind: 'image' | 'audio' | 'file' | null;
  /** The people whom the quoted text mentions, by id. Absent: nobody. */
  mentions?: string[];
}

/** The replies to a message, and the replies to those. */
export class ThreadSummary {
  /** Without deleted replies. */
  replyCount: number;
  /** The seq of the last reply, even if it is deleted. */
  lastSeq: number;
  /** The time of the last reply. */
  lastReplyAt: string;
  /** The last three people who replied, last first. */
  authors: UserSummary[];
  /**
   * The room's revision up to which this counts. A message of the thread with a higher revision is not included yet: it
   * increases the count if its seq is above `lastSeq`, and decreases it if it is a tombstone and its seq is not.
   */
  revision: number;
  /** Null while the thread is open. Of two copies of the message that the thread begins with, the newer revision tells. */
  resolvedAt: string | null;
  /** Null while the thread is open, and when the account was deleted. */
  resolvedBy: UserSummary | null;
}

/** The origin of a forwarded message. Its text was copied when it was forwarded. */
export class Forwarded {
  /** The original author, however often it was forwarded; null when it is no longer known. */
  author: UserSummary | null;
  /**
   * Set only for public rooms: names of other rooms are not revealed.
   * @example 'Engineering'
   */
  roomName: string | null;
  /** The time of the original message. */
  createdAt: string;
}

/** A file that is sent with a message. */
export class Attachment {
  id: string;
  /**
   * Pictures (PNG, JPEG, GIF, WebP) and sound (WebM, Ogg, MP3, M4A, WAV, FLAC, AAC) may be shown; a `file` is only ever
   * downloaded, among them pictures that take too much to decode.
   */
  kind: 'image' | 'audio' | 'file';
  /**
   * The sender's name for it, cleaned: at most 150 bytes of UTF-8. Show it as text.
   * @example 'plan.pdf'
   */
  name: string;
  /**
   * The type it is served as: from a fixed list, never the type that the sender declared.
   * @example 'application/pdf'
   */
  mime: string;
  /** Bytes, as stored. Pictures are stored anew, at most 4,096 pixels wide and high, without what cameras write into them. */
  size: number;
  /** Pixels, the right way up; pictures only. */
  width: number | null;
  height: number | null;
  /** Read from the file; sound only. */
  durationMs: number | null;
  /** 64 steps of loudness, 0–100, if the sender's client gave them with a sound. */
  waveform: number[] | null;
  /** Whether a picture moves. */
  animated: boolean;
  /**
   * False where its content could not be looked into: an encrypted document, an archive that is encrypted, large, or holds
   * others, a picture that takes too much to decode. It is a `file` then.
   */
  inspected: boolean;
  /** `pending`: not yet looked at by the virus scanner. `refused`: it found something; the file is gone. */
  status: 'pending' | 'clean' | 'refused';
  /**
   * The path on this server; null unless `clean`. In a REST response it carries a signature that is valid for ten
   * minutes and needs no header; in socket events and acknowledgements it is unsigned. A bearer token works in both
   * cases, and `POST /uploads/urls` signs it again. Permissions are checked at every request.
   * @example '/api/v1/uploads/0198c5a2-7c1e-7b52-9d2e-6f1f3f6f2b0a/content'
   */
  url: string | null;
  /** A smaller, still picture (WebP, at most 640 by 480), of pictures and of a `file` that is one; in the same way as `url`. */
  thumbnailUrl: string | null;
}

export class Reaction {
  /** @example '👍' */
  emoji: string;
  userIds: string[];
}

/** The content of a `system` message. */
export class SystemNotice {
  event:
    | 'member_joined'
    | 'member_left'
    | 'member_kicked'
    | 'member_banned'
    | 'role_changed'
    | 'room_renamed'
    | 'topic_changed'
    | 'room_made_private'
    | 'room_converted'
    | 'room_archived'
    | 'room_unarchived'
    | 'bot_muted'
    | 'call_started';
  /** The person it concerns, or who changed the room or started the call. */
  userId: string;
  /** Who acted on that person. */
  byId?: string;
  /** The new name or topic. */
  text?: string;
  /** The new role. */
  role?: 'owner' | 'moderator' | 'member';
  /** Until when people are let in to the call. */
  endsAt?: string;
}

/** What a program calls itself in a message of a bot. */
export class ProgramName {
  /**
   * In a line, at most 50 characters; never one that looks like a person's.
   * @example 'Grafana'
   */
  name: string;
  /** One emoji; null: none. */
  icon: string | null;
}

export const MESSAGE_TONES = ['good', 'warning', 'danger', 'info'] as const;
export type MessageTone = (typeof MESSAGE_TONES)[number];

/** Of a message that a program wrote. */
export interface MessageProgram {
  as: ProgramName | null;
  tone: MessageTone | null;
  via: string;
}

/** A group that a message mentions. */
export class MentionedGroup {
  id: string;
  /** @example 'designers' */
  handle: string;
  name: string;
}

/** A message as every member of its room sees it. */
export class Message {
  id: string;
  roomId: string;
  /**
   * Its position in the room: 1, 2, 3 … without gaps, in the order of commits. Never changes.
   * @example 42
   */
  seq: number;
  /**
   * The room's revision when this message last changed. A higher revision replaces a lower revision.
   * @example 57
   */
  revision: number;
  /**
   * Tells the change with this `revision` from another one that had it in a state of the database that was lost in a
   * failover. Null for a message that has not changed since it was created: its id tells that.
   */
  changeToken: number | null;
  /** Chosen by the author's client; unique per room and author, permanently. */
  clientId: string | null;
  kind: 'text' | 'system';
  /** Null for system messages. */
  author: UserSummary | null;
  /**
   * Plain text (Markdown); empty once deleted.
   * @example 'Good morning'
   */
  body: string;
  replyTo: ReplyExcerpt | null;
  /** The message that its thread begins with, if it is a reply; also on the tombstone of a reply. */
  threadId: string | null;
  /**
   * Whether it stands in the room; false for a reply that stays in its thread. Such a reply has a seq and a revision like
   * every message, and is in no page of the room's history and in none of its unread counts.
   */
  inRoom: boolean;
  /** Set on a message that has replies and is no reply itself. */
  thread: ThreadSummary | null;
  /** Set on a forwarded message: `body` is the copy, and cannot be edited. */
  forwarded: Forwarded | null;
  attachments: Attachment[];
  /** Set on a message that asks its readers to choose: `body` is the question. */
  poll: Poll | null;
  /** Ids of the people it mentions. */
  mentions: string[];
  mentionsRoom: boolean;
  /** The groups it mentions, as they were called then; their people who were in the room are in `mentions`. */
  mentionedGroups: MentionedGroup[];
  reactions: Reaction[];
  pinned: boolean;
  system: SystemNotice | null;
  /** What the program that wrote it calls itself; null: by the name of its author. Show the author beside it. */
  as: ProgramName | null;
  /** How a program means it; null: as any message. */
  tone: MessageTone | null;
  /**
   * The name of the hook or token by which a program wrote it; null for people.
   * @example 'Alerts'
   */
  via: string | null;
  createdAt: string;
  editedAt: string | null;
  /** Set on a tombstone: a deleted message retains its id and seq and loses everything else. */
  deletedAt: string | null;
}

export class MessagePage {
  items: Message[];
  next: string | null;
}

/** A page of a thread: the replies to a message. */
export class Thread {
  /** The message the thread begins with; null for guests who joined later. */
  root: Message | null;
  /** Ascending by seq; deleted messages as tombstones. */
  items: Message[];
  hasBefore: boolean;
  hasAfter: boolean;
  /**
   * Whether every new reply notifies the caller: they started the thread, replied or were mentioned in it, or follow it
   * explicitly.
   */
  following: boolean;
  /** The seq of the first reply that the caller has read neither here nor in the room; null: none, or they do not follow. */
  unreadFrom: number | null;
}

/** The text of a message before an edit. */
export class MessageEdit {
  /** @example 'Good mornign' */
  body: string;
  /** The time from which the message had this text. */
  saidAt: string;
}

export class EditPage {
  items: MessageEdit[];
  next: string | null;
}

/** Messages of a room that changed after a revision, each once, in its newest state. */
export class Changes {
  /** Revision ascending. */
  items: Message[];
  /** The revision for the next request. */
  revision: number;
  /** True when there is more: request again from `revision`. */
  more: boolean;
  /**
   * True when the requested revision is too old or unknown: discard the messages of the room and load the newest page.
   */
  reset: boolean;
  /** The room's epoch that `revision` is of: send it along with the next request. */
  epoch: number;
}

/** A page of a room's history. */
export class History {
  /**
   * Seq ascending, without replies that stay in their threads: where a seq is missing between two of these messages, it is
   * one of those.
   */
  items: Message[];
  hasBefore: boolean;
  hasAfter: boolean;
  /** The seq of the room's newest message, wherever it stands: the next message has the seq after it. */
  lastSeq: number;
}
