import { UserSummary } from '../users/users.dto.ts';

/**
 * The beginning of the message that another one answers. Guests who joined after it was said see neither its author nor
 * its words.
 */
export class ReplyExcerpt {
  id: string;
  seq: number;
  author: UserSummary | null;
  /**
   * At most 140 characters; empty once the message is deleted, and where it has files and no words.
   * @example 'Shall we meet at ten?'
   */
  excerpt: string;
  /** What the first file is of a message that has no words; else null. */
  attachmentKind: 'image' | 'audio' | 'file' | null;
}

/** What answers a message, and answers those answers. */
export class ThreadSummary {
  /** Deleted ones left out. */
  replyCount: number;
  /** The seq of the last one, be it deleted. */
  lastSeq: number;
  /** When the last one was said. */
  lastReplyAt: string;
  /** The last three who answered, last first. */
  authors: UserSummary[];
  /**
   * The room's revision up to which this counts. A message of the thread with a higher one is not in it yet: it adds one
   * if its seq is above `lastSeq`, and takes one away if it is a tombstone and its seq is not.
   */
  revision: number;
}

/** Where a forwarded message comes from. Its text was copied when it was forwarded. */
export class Forwarded {
  /** Who said it first, however often it was passed on; null once nobody knows. */
  author: UserSummary | null;
  /**
   * Only of public rooms: what other rooms are called is nobody's business.
   * @example 'Engineering'
   */
  roomName: string | null;
  /** When it was said first. */
  createdAt: string;
}

/** A file that is sent with a message. */
export class Attachment {
  id: string;
  /** Pictures (PNG, JPEG, GIF, WebP) and sound (WebM, Ogg, MP3, M4A, WAV) may be shown; a `file` is only ever downloaded. */
  kind: 'image' | 'audio' | 'file';
  /**
   * What its sender called it, cleaned: at most 150 bytes of UTF-8. Show it as text.
   * @example 'plan.pdf'
   */
  name: string;
  /**
   * What it is served as: from a fixed list, never what the sender said.
   * @example 'application/pdf'
   */
  mime: string;
  /** Bytes, as stored. Pictures are stored anew, without what cameras write into them. */
  size: number;
  /** Pixels, the right way up; pictures only. */
  width: number | null;
  height: number | null;
  /** Read from the file; sound only. */
  durationMs: number | null;
  /** 64 steps of loudness, 0–100, if the sender's client gave them with a sound. */
  waveform: number[] | null;
  /** `pending`: not yet looked at by the virus scanner. `refused`: it found something; the file is gone. */
  status: 'pending' | 'clean' | 'refused';
  /**
   * Where to get it, on this server; null unless `clean`. A REST answer carries a signature in it that holds for ten
   * minutes and needs no header; in socket events and acknowledgements it is bare. Either way a bearer token opens it, and
   * `POST /uploads/urls` signs anew. Rights are asked at every request, however it was signed.
   * @example '/api/v1/uploads/0198c5a2-7c1e-7b52-9d2e-6f1f3f6f2b0a/content'
   */
  url: string | null;
  /** A smaller picture (WebP, at most 640 by 480); pictures only, in the same way as `url`. */
  thumbnailUrl: string | null;
}

export class Reaction {
  /** @example '👍' */
  emoji: string;
  userIds: string[];
}

/** What a `system` message tells. */
export class SystemNotice {
  event:
    | 'member_joined'
    | 'member_left'
    | 'member_kicked'
    | 'member_banned'
    | 'role_changed'
    | 'room_renamed'
    | 'topic_changed'
    | 'room_archived'
    | 'room_unarchived';
  /** The person it is about, or who did it to the room. */
  userId: string;
  /** Who did it to that person. */
  byId?: string;
  /** The new name or topic. */
  text?: string;
  /** The new role. */
  role?: 'owner' | 'moderator' | 'member';
}

/** A message as every member of its room sees it. */
export class Message {
  id: string;
  roomId: string;
  /**
   * Its place in the room: 1, 2, 3 … without gaps, in the order of commits. Never changes.
   * @example 42
   */
  seq: number;
  /**
   * The room's revision when this message last changed. A higher revision replaces a lower one.
   * @example 57
   */
  revision: number;
  /** Chosen by the author's client; unique per room and author, for ever. */
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
  /** The message that its thread begins with, if it answers one; also on the tombstone of such a message. */
  threadId: string | null;
  /** Set on a message that was answered and answers none itself. */
  thread: ThreadSummary | null;
  /** Set on a message that passes on what was said elsewhere: `body` is the copy, and cannot be edited. */
  forwarded: Forwarded | null;
  attachments: Attachment[];
  /** Ids of the people it mentions. */
  mentions: string[];
  mentionsRoom: boolean;
  reactions: Reaction[];
  pinned: boolean;
  system: SystemNotice | null;
  createdAt: string;
  editedAt: string | null;
  /** Set on a tombstone: a deleted message keeps its id and seq and loses everything else. */
  deletedAt: string | null;
}

export class MessagePage {
  items: Message[];
  next: string | null;
}

/** A stretch of a thread: what answers a message. */
export class Thread {
  /** What it begins with; null for guests who came after it was said. */
  root: Message | null;
  /** Seq ascending; deleted ones as tombstones. */
  items: Message[];
  hasBefore: boolean;
  hasAfter: boolean;
  /** Whether the caller hears of every new answer: they began it, answered or were mentioned in it, or wished so. */
  following: boolean;
}

/** What a message said before an edit. */
export class MessageEdit {
  /** @example 'Good mornign' */
  body: string;
  /** Since when it said so. */
  saidAt: string;
}

export class EditPage {
  items: MessageEdit[];
  next: string | null;
}

/** Messages of one room that changed after a revision, each once, in its newest state. */
export class Changes {
  /** Revision ascending. */
  items: Message[];
  /** The revision to ask from next time. */
  revision: number;
  /** True when there is more: ask again from `revision`. */
  more: boolean;
  /** True when the asked revision is too old or unknown: drop what is held and load the newest page. */
  reset: boolean;
}

/** A stretch of a room's history. */
export class History {
  /** Seq ascending. */
  items: Message[];
  hasBefore: boolean;
  hasAfter: boolean;
}
