import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Up to where a subscription has the events of a room: all that is known of what is still to be sent. */
@Entity('subscription_cursors')
export class SubscriptionCursorEntity {
  @ForeignKey('SubscriptionEntity', { name: 'subscription_cursors_subscription_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'subscription_id' })
  subscriptionId: string;

  @Index('subscription_cursors_room')
  @ForeignKey('RoomEntity', { name: 'subscription_cursors_room_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'room_id' })
  roomId: string;

  /** Of the room, as `changes` takes it; null: it begins where the room is once the bot is in it. */
  @Column('bigint', { nullable: true })
  revision: number | null;

  /** The one that `revision` is of, as clients are told it. */
  @Column('bigint', { nullable: true })
  epoch: number | null;

  /** The message whose change has that revision, and that change's token, where there is one. */
  @Column('uuid', { nullable: true })
  witness: string | null;

  @Column('integer', { name: 'witness_token', nullable: true })
  witnessToken: number | null;

  /** Of the process that sends at present, until `claimedUntil`. */
  @Column('uuid', { nullable: true })
  claim: string | null;

  @Column('timestamptz', { name: 'claimed_until', default: () => 'now()' })
  claimedUntil: Date;

  /** When it was last claimed: of several rooms, the one that has waited longest comes first. */
  @Column('timestamptz', { name: 'served_at', nullable: true })
  servedAt: Date | null;
}
