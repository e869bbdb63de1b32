import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DisabledReason, EventType, SubscriptionFormat } from './subscriptions.dto.ts';

/** An outgoing webhook: an address of another server that is told what happens in the rooms of a bot. */
@Entity('subscriptions')
@Check('subscriptions_format_check', `format IN ('parley', 'slack')`)
export class SubscriptionEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  /** It hears the rooms that this bot may read, and no others. */
  @Index('subscriptions_bot')
  @ForeignKey('UserEntity', { name: 'subscriptions_bot_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'bot_id' })
  botId: string;

  @Column('text')
  name: string;

  @Column('text')
  url: string;

  @Column('text')
  format: SubscriptionFormat;

  @Column('text', { array: true })
  events: EventType[];

  /** Whether messages of hooks are told, too. */
  @Column('boolean', { name: 'include_hooks', default: false })
  includeHooks: boolean;

  /** What it signs with, encrypted (see `SealedSecrets`). */
  @Column('bytea')
  secret: Buffer;

  /** The secret before this one, which signs as well until `previousUntil`. */
  @Column('bytea', { name: 'previous_secret', nullable: true })
  previousSecret: Buffer | null;

  @Column('timestamptz', { name: 'previous_until', nullable: true })
  previousUntil: Date | null;

  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt: Date | null;

  /** Null: it is on. */
  @Column('text', { name: 'disabled_reason', nullable: true })
  disabledReason: DisabledReason | null;

  @Index('subscriptions_creator')
  @ForeignKey('UserEntity', { name: 'subscriptions_created_by_fkey', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'created_by', nullable: true })
  createdBy: string | null;

  /** The personal token that has decided where the events go; null: a person on a device. Once it is ended, they go nowhere. */
  @Index('subscriptions_token')
  @ForeignKey('SessionEntity', { name: 'subscriptions_token_id_fkey', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'token_id', nullable: true })
  tokenId: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  /** To the minute. */
  @Column('timestamptz', { name: 'last_delivered_at', nullable: true })
  lastDeliveredAt: Date | null;

  /** Tries in a row that its receiver has not taken. */
  @Column('integer', { default: 0 })
  failures: number;

  /** The first of them. */
  @Column('timestamptz', { name: 'failing_since', nullable: true })
  failingSince: Date | null;

  /** Nothing is sent before. */
  @Column('timestamptz', { name: 'waits_until', nullable: true })
  waitsUntil: Date | null;
}
