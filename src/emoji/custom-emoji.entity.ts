import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** An emoji of this server. It is never deleted: what was written and reacted with it stays; it can be disabled. */
@Entity('custom_emoji')
@Check('custom_emoji_name_check', `name ~ '^[a-z0-9_-]{2,32}$'`)
export class CustomEmojiEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()', primaryKeyConstraintName: 'custom_emoji_pkey' })
  id: string;

  /** The name by which it is offered; all that it ever had are in `custom_emoji_names`. */
  @Column('text')
  name: string;

  /** Of its files: `-128`, and `-1` (a still one) where it moves. */
  @Column('text')
  key: string;

  @Column('boolean')
  animated: boolean;

  @Index('custom_emoji_created', { where: 'created_by IS NOT NULL' })
  @ForeignKey('UserEntity', { name: 'custom_emoji_created_by_fkey', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'created_by', nullable: true })
  createdBy: string | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  /** Since when it is not offered; null while it is. */
  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt: Date | null;

  /** The highest is that of the list. */
  @Column('bigint')
  revision: number;
}
