import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A name that a person with an account has given up, and that nobody else can take for a while. */
@Entity('former_usernames')
export class FormerUsernameEntity {
  @PrimaryColumn('text', { name: 'username_key' })
  usernameKey: string;

  @Index('former_usernames_user')
  @ForeignKey('UserEntity', { name: 'former_usernames_user_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text')
  username: string;

  @Index('former_usernames_skeleton')
  @Column('text', { name: 'username_skeleton' })
  usernameSkeleton: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'given_up_at' })
  givenUpAt: Date;
}
