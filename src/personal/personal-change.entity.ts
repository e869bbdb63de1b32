import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** The last change of a personal item. The item itself lies in the table of its kind. */
@Entity('personal_changes')
@Index('personal_changes_revision', ['userId', 'revision'])
export class PersonalChangeEntity {
  @ForeignKey('PersonHeadEntity', { name: 'personal_changes_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'personal_changes_pkey' })
  userId: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'personal_changes_pkey' })
  kind: string;

  @PrimaryColumn('uuid', { name: 'item_id', primaryKeyConstraintName: 'personal_changes_pkey' })
  itemId: string;

  @Column('bigint')
  revision: number;

  @Index('personal_changes_recent')
  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;

  /** When the item was removed: then this is its tombstone. */
  @Index('personal_changes_gone', { where: 'gone_at IS NOT NULL' })
  @Column('timestamptz', { name: 'gone_at', nullable: true })
  goneAt: Date | null;
}
