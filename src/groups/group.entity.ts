import { Check, Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { GroupMentionRole } from '../shared/groups.policy.ts';

/** A group of people with a handle of its own. */
@Entity('user_groups')
@Check('user_groups_mention_by_check', `mention_by IN ('member', 'moderator', 'admin')`)
export class GroupEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()', primaryKeyConstraintName: 'user_groups_pkey' })
  id: string;

  @Column('text')
  handle: string;

  /** Two handles, or a handle and a user name, are the same name when these are equal. */
  @Column('text', { name: 'handle_key', unique: true })
  handleKey: string;

  /** … and look the same when these are equal. */
  @Column('text', { name: 'handle_skeleton', unique: true })
  handleSkeleton: string;

  @Column('text')
  name: string;

  @Column('text', { default: '' })
  description: string;

  @Column('text', { name: 'mention_by', default: 'member' })
  mentionBy: GroupMentionRole;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
