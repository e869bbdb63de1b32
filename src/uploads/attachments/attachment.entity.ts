import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Attachment } from '../../timeline/message.dto.ts';

/**
 * An uploaded file, without a message until it is sent. When the row is deleted, a trigger marks the stored files as
 * discarded.
 */
@Entity('attachments')
@Check('attachments_kind_check', `kind IN ('image', 'audio', 'file')`)
@Check('attachments_status_check', `status IN ('pending', 'clean', 'refused')`)
@Index('attachments_message', ['messageId', 'position'])
@Index('attachments_room', ['roomId', 'seq'])
@Index('attachments_unsent', ['createdAt'], { where: 'message_id IS NULL' })
@Index('attachments_scans', ['scanAt'], { where: `status = 'pending'` })
export class AttachmentEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Index('attachments_uploader')
  @ForeignKey('UserEntity', { name: 'attachments_uploader_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'uploader_id' })
  uploaderId: string;

  /** Null until it is sent; room, seq and position (among the files of the message) come with it and never change. */
  @ForeignKey('MessageEntity', { name: 'attachments_message_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'message_id', nullable: true })
  messageId: string | null;

  @ForeignKey('RoomEntity', { name: 'attachments_room_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'room_id', nullable: true })
  roomId: string | null;

  @Column('bigint', { nullable: true })
  seq: number | null;

  @Column('smallint', { nullable: true })
  position: number | null;

  @Column('text')
  kind: Attachment['kind'];

  @Column('text')
  name: string;

  @Column('text')
  mime: string;

  @Column('bigint')
  size: number;

  /** SHA-256 of the received file. */
  @Column('bytea')
  sha256: Buffer;

  @Column('integer', { nullable: true })
  width: number | null;

  @Column('integer', { nullable: true })
  height: number | null;

  @Column('integer', { name: 'duration_ms', nullable: true })
  durationMs: number | null;

  @Column('smallint', { array: true, nullable: true })
  waveform: number[] | null;

  /** Whether a picture moves. */
  @Column('boolean', { default: false })
  animated: boolean;

  /** False where its content could not be looked into. */
  @Column('boolean', { default: true })
  inspected: boolean;

  @Column('text')
  status: Attachment['status'];

  /** The key of the served file; null once it was refused. */
  @Index('attachments_key')
  @Column('text', { nullable: true })
  key: string | null;

  @Index('attachments_thumbnail_key')
  @Column('text', { name: 'thumbnail_key', nullable: true })
  thumbnailKey: string | null;

  /** The key of the received file while the scanner has to check it. */
  @Column('text', { name: 'received_key', nullable: true })
  receivedKey: string | null;

  @Column('timestamptz', { name: 'scan_at', nullable: true })
  scanAt: Date | null;

  /** Tries so far. */
  @Column('smallint', { default: 0 })
  scans: number;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
