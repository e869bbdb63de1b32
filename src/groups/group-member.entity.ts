import { CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A person in a group. */
@Entity('user_group_members')
export class GroupMemberEntity {
  @ForeignKey('GroupEntity', { name: 'user_group_members_group_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'group_id', primaryKeyConstraintName: 'user_group_members_pkey' })
  groupId: string;

  @Index('user_group_members_user')
  @ForeignKey('UserEntity', { name: 'user_group_members_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'user_group_members_pkey' })
  userId: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
