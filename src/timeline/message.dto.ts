import { UserSummary } from '../users/users.dto.ts';

/** The beginning of the message that another one answers. */
export class ReplyExcerpt {
  id: string;
  seq: number;
  author: UserSummary | null;
  /**
   * At most 140 characters; empty once the message is deleted.
   * @example 'Shall we meet at ten?'
   */
  excerpt: string;
}

export class Attachment {
  id: string;
  kind: 'image' | 'audio' | 'file';
  /** @example 'plan.pdf' */
  name: string;
  /** @example 'application/pdf' */
  mime: string;
  /** Bytes. */
  size: number;
  width: number | null;
  height: number | null;
  durationMs: number | null;
  waveform: number[] | null;
  status: 'pending' | 'clean' | 'refused';
  url: string | null;
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
