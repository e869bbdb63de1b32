import { Column, CreateDateColumn, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A person may not join a room. */
@Entity('room_bans')
export class RoomBanEntity {
  @ForeignKey('RoomEntity', { name: 'room_bans_room_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'room_id' })
  roomId: string;

  @ForeignKey('UserEntity', { name: 'room_bans_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @ForeignKey('UserEntity', { name: 'room_bans_banned_by_fkey', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'banned_by', nullable: true })
  bannedBy: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
