import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A call of a room's members, which is held elsewhere: Parley knows when it began, and lets people in until it ends. */
@Entity('calls')
@Index('calls_open', ['roomId'], { unique: true, where: 'ended_at IS NULL' })
export class CallEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()', primaryKeyConstraintName: 'calls_pkey' })
  id: string;

  @Index('calls_room')
  @ForeignKey('RoomEntity', { name: 'calls_room_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'room_id' })
  roomId: string;

  @Index('calls_started', { where: 'started_by IS NOT NULL' })
  @ForeignKey('UserEntity', { name: 'calls_started_by_fkey', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'started_by', nullable: true })
  startedBy: string | null;

  @Column('timestamptz', { name: 'started_at' })
  startedAt: Date;

  /** When the members were last told of it. */
  @Column('timestamptz', { name: 'rang_at' })
  rangAt: Date;

  /** Until then people are let in. */
  @Column('timestamptz', { name: 'ends_at' })
  endsAt: Date;

  /** Set by the next call of the room: until then an open call is one that has not reached `endsAt`. */
  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;
}
