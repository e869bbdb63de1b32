import { Column, CreateDateColumn, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A person has left a room, or was removed from it, at any time: it decides who may add them again. */
@Entity('room_departures')
export class RoomDepartureEntity {
  @ForeignKey('RoomEntity', { name: 'room_departures_room_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'room_id' })
  roomId: string;

  @ForeignKey('UserEntity', { name: 'room_departures_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  /** True when their last departure was their own choice. */
  @Column('boolean', { name: 'left_by_choice', default: false })
  leftByChoice: boolean;

  /** True once they were kicked or banned; it stays true after they come back. */
  @Column('boolean', { default: false })
  removed: boolean;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
