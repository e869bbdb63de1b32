import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Counts the changes of what only a person sees. Its lock is the order of these changes; everything personal ends with it. */
@Entity('person_head')
export class PersonHeadEntity {
  @ForeignKey('UserEntity', { name: 'person_head_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'person_head_pkey' })
  userId: string;

  @Column('bigint')
  revision: number;

  /** Another one after a restored backup; see `toldEpoch`. */
  @Column('integer')
  epoch: number;

  /** The greatest revision of a tombstone that was deleted: who holds less may not know what is gone. */
  @Column('bigint', { name: 'forgotten_revision', default: 0 })
  forgottenRevision: number;
}
