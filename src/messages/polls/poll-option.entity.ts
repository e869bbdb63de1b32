import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** An option of a poll. */
@Entity('poll_options')
@Unique('poll_options_position', ['messageId', 'position'])
export class PollOptionEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'poll_options_pkey', default: () => 'uuidv7()' })
  id: string;

  @ForeignKey('PollEntity', { name: 'poll_options_message_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'message_id' })
  messageId: string;

  /** 1, 2, 3 … */
  @Column('smallint')
  position: number;

  @Column('text')
  text: string;

  /** Who added it to the poll later; null for those that the poll began with. */
  @Index('poll_options_added', { where: 'added_by IS NOT NULL' })
  @ForeignKey('UserEntity', { name: 'poll_options_added_by_fkey', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'added_by', nullable: true })
  addedBy: string | null;
}
