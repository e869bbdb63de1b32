import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { WaitingCode } from '../waiting-code.entity.ts';

/** A new address of an account, until its code comes back. A newer request of the same person replaces it. */
@Entity('email_changes')
export class EmailChangeEntity extends WaitingCode {
  @ForeignKey('UserEntity', { name: 'email_changes_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @Column('text')
  email: string;

  @Column('text', { name: 'email_key' })
  emailKey: string;
}

/** A former address, whose owner can undo its change by the link that was mailed there. */
@Entity('email_undos')
export class EmailUndoEntity {
  /** SHA-256 of the token in the link. */
  @PrimaryColumn('bytea', { name: 'token_hash' })
  tokenHash: Buffer;

  @Index('email_undos_user')
  @ForeignKey('UserEntity', { name: 'email_undos_user_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text')
  email: string;

  @Column('text', { name: 'email_key' })
  emailKey: string;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;
}
