import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A name that a custom emoji has or had. It is never given to another. */
@Entity('custom_emoji_names')
@Check('custom_emoji_names_name_check', `name ~ '^[a-z0-9_-]{2,32}$'`)
export class CustomEmojiNameEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'custom_emoji_names_pkey' })
  name: string;

  @Index('custom_emoji_names_emoji')
  @ForeignKey('CustomEmojiEntity', { name: 'custom_emoji_names_emoji_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'emoji_id' })
  emojiId: string;

  @Column('timestamptz', { name: 'added_at', default: () => 'clock_timestamp()' })
  addedAt: Date;
}
