import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A person whom another one has blocked. */
@Entity('user_blocks')
@Index('user_blocks_blocked', ['blockedId', 'userId'])
export class UserBlockEntity {
  @ForeignKey('PersonHeadEntity', { name: 'user_blocks_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'user_blocks_pkey' })
  userId: string;

  @ForeignKey('UserEntity', { name: 'user_blocks_blocked_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'blocked_id', primaryKeyConstraintName: 'user_blocks_pkey' })
  blockedId: string;

  @Column('timestamptz', { name: 'blocked_at', default: () => 'now()' })
  blockedAt: Date;
}
