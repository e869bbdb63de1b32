import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { PushContent } from './push.dto.ts';

/** A browser that has asked for pushes: its subscription at the push service of its maker. Its session has at most one. */
@Entity('push_devices')
export class PushDeviceEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()', primaryKeyConstraintName: 'push_devices_pkey' })
  id: string;

  @Index('push_devices_user')
  @ForeignKey('UserEntity', { name: 'push_devices_user_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Index('push_devices_session', { unique: true })
  @ForeignKey('SessionEntity', { name: 'push_devices_session_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'session_id' })
  sessionId: string;

  /** An address that only the service and the browser know. It is never logged, and never told. */
  @Index('push_devices_endpoint', { unique: true })
  @Column('text')
  endpoint: string;

  /** The browser's public key: a point of P-256. */
  @Column('bytea')
  p256dh: Buffer;

  @Column('bytea')
  auth: Buffer;

  /** SHA-256 of what the worker of the browser proves itself by when its subscription changes. */
  @Column('bytea', { name: 'secret_hash' })
  secretHash: Buffer;

  /** Which key of this server the browser has subscribed with; see `PushKeyring`. */
  @Column('smallint', { name: 'vapid_key' })
  vapidKey: number;

  @Column('text')
  content: PushContent;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  /** When a page or the worker of the browser last came by. */
  @Column('timestamptz', { name: 'seen_at', default: () => 'now()' })
  seenAt: Date;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt: Date | null;

  @Column('timestamptz', { name: 'shown_at', nullable: true })
  shownAt: Date | null;

  /** Refusals since the last success. */
  @Column('smallint', { default: 0 })
  failures: number;
}
