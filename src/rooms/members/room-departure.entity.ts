import { Column, CreateDateColumn, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A person was in a room and is not, or was removed from it at any time: others do not add them again. */
@Entity('room_departures')
export class RoomDepartureEntity {
  @ForeignKey('RoomEntity', { name: 'room_departures_room_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'room_id' })
  roomId: string;

  @ForeignKey('UserEntity', { name: 'room_departures_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  /** True once they were kicked or banned; it stays true after they come back. */
  @Column('boolean', { default: false })
  removed: boolean;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
