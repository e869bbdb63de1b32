import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { MentionedGroup, MessageProgram, SystemNotice } from './message.dto.ts';

/** An entry of a room's timeline. `seq` and `revision` come from the room's head, in the order of commits. */
@Entity('messages')
@Check('messages_kind_check', `kind IN ('text', 'system')`)
@Unique('messages_place', ['roomId', 'seq'])
@Unique('messages_once', ['roomId', 'authorId', 'clientId'])
@Index('messages_revision', ['roomId', 'revision'])
@Index('messages_author', ['authorId', 'id'])
@Index('messages_mentions', ['roomId', 'seq'], { where: `mentions_room OR mentions <> '{}'` })
@Index('messages_pins', ['roomId', 'pinnedAt'], { where: 'pinned_at IS NOT NULL' })
@Index('messages_time', ['roomId', 'createdAt'])
@Index('messages_thread', ['threadId', 'seq'], { where: 'thread_id IS NOT NULL' })
@Index('messages_not_counted', ['roomId', 'seq'], {
  where: `kind = 'system' OR deleted_at IS NOT NULL OR NOT in_room`,
})
export class MessageEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @ForeignKey('RoomEntity', { name: 'messages_room_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'room_id' })
  roomId: string;

  @Column('bigint')
  seq: number;

  @Column('bigint')
  revision: number;

  /** Of the change with this revision, unless that was the message's creation: see `Message.changeToken`. */
  @Column('integer', { name: 'change_token', nullable: true })
  changeToken: number | null;

  /** The revision by which it was created, once it has changed; null until then: `revision` is that one. */
  @Column('bigint', { name: 'created_revision', nullable: true })
  createdRevision: number | null;

  /** The revision of the last change of its reactions. */
  @Column('bigint', { name: 'reacted_revision', nullable: true })
  reactedRevision: number | null;

  @Column('uuid', { name: 'client_id', nullable: true })
  clientId: string | null;

  /** A hash of the first content: distinguishes a repeat from another message under the same clientId. */
  @Column('bytea', { name: 'content_hash', nullable: true })
  contentHash: Buffer | null;

  @Column('text')
  kind: 'text' | 'system';

  @ForeignKey('UserEntity', { name: 'messages_author_id_fkey', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'author_id', nullable: true })
  authorId: string | null;

  @Column('text')
  body: string;

  @Index('messages_replies', { where: 'reply_to_id IS NOT NULL' })
  @ForeignKey('MessageEntity', { name: 'messages_reply_to_id_fkey', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'reply_to_id', nullable: true })
  replyToId: string | null;

  /** The message that its thread begins with; a trigger sets it on messages that answer another. */
  @ForeignKey('MessageEntity', { name: 'messages_thread_id_fkey', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'thread_id', nullable: true })
  threadId: string | null;

  /** Whether it stands in the room's list; false for replies that stay in their thread. */
  @Column('boolean', { name: 'in_room', default: true })
  inRoom: boolean;

  /** The original author of a forwarded message; see `forwardedAt`. */
  @ForeignKey('UserEntity', { name: 'messages_forwarded_author_id_fkey', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'forwarded_author_id', nullable: true })
  forwardedAuthorId: string | null;

  @Column('text', { name: 'forwarded_room', nullable: true })
  forwardedRoom: string | null;

  /** The time of the original message; set on forwarded messages only. */
  @Column('timestamptz', { name: 'forwarded_at', nullable: true })
  forwardedAt: Date | null;

  /** The members it mentions by name. */
  @Column('uuid', { array: true, default: [] })
  mentions: string[];

  /** Whether it mentions everybody. */
  @Column('boolean', { name: 'mentions_room', default: false })
  mentionsRoom: boolean;

  /** The groups it mentions, as they were called then; null for none. */
  @Column('jsonb', { name: 'mentioned_groups', nullable: true })
  mentionedGroups: MentionedGroup[] | null;

  @Column('timestamptz', { name: 'pinned_at', nullable: true })
  pinnedAt: Date | null;

  @Column('jsonb', { nullable: true })
  system: SystemNotice | null;

  /** Set on messages that a program wrote by a hook or a token. */
  @Column('jsonb', { nullable: true })
  program: MessageProgram | null;

  /** The time of the insert, not of the transaction's start: it rises with seq. */
  @Column('timestamptz', { name: 'created_at', default: () => 'clock_timestamp()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'edited_at', nullable: true })
  editedAt: Date | null;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt: Date | null;
}
