import { Column, CreateDateColumn, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A person may only read in a room until a time. It is kept beside the membership, so that leaving does not end it. */
@Entity('room_mutes')
export class RoomMuteEntity {
  @ForeignKey('RoomEntity', { name: 'room_mutes_room_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'room_id' })
  roomId: string;

  @ForeignKey('UserEntity', { name: 'room_mutes_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @Column('timestamptz', { name: 'muted_until' })
  mutedUntil: Date;

  @ForeignKey('UserEntity', { name: 'room_mutes_muted_by_fkey', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'muted_by', nullable: true })
  mutedBy: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
