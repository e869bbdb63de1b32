import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/**
 * The narrow row that every change in a room locks first, until its commit. That lock is what makes `seq` gapless,
 * equal to commit order, and "nothing of X after X was removed" a fact rather than a race.
 */
@Entity('room_head')
export class RoomHeadEntity {
  @ForeignKey('RoomEntity', { name: 'room_head_room_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'room_id' })
  roomId: string;

  @Column('bigint', { name: 'last_seq', default: 0 })
  lastSeq: number;

  @Column('bigint', { default: 0 })
  revision: number;

  /** Raised when a backup is restored: clients may then be ahead of the server. */
  @Column('integer', { default: 1 })
  epoch: number;

  /** Changes only together with a membership, under the lock, so it is always exact. */
  @Column('integer', { name: 'member_count', default: 0 })
  memberCount: number;

  /**
   * The version of what messages are judged by: the room, its members and bans. Raised by triggers, under the lock, with
   * every change of them.
   */
  @Column('bigint', { default: 1 })
  rules: number;
}
