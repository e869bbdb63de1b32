import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DeliveredType } from './subscriptions.dto.ts';

/** An event that its receiver has refused, without what it says. */
@Entity('subscription_failures')
export class SubscriptionFailureEntity {
  @ForeignKey('SubscriptionEntity', { name: 'subscription_failures_subscription_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'subscription_id' })
  subscriptionId: string;

  @PrimaryColumn('text', { name: 'event_id' })
  eventId: string;

  @Column('text')
  type: DeliveredType;

  @Index('subscription_failures_room')
  @ForeignKey('RoomEntity', { name: 'subscription_failures_room_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'room_id' })
  roomId: string;

  /** Null for a `room.reset`. */
  @Column('uuid', { name: 'message_id', nullable: true })
  messageId: string | null;

  /** The answer of the receiver. */
  @Column('smallint')
  status: number;

  @Index('subscription_failures_created')
  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
