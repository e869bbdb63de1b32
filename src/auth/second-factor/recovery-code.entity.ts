import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A code that stands in once for a lost authenticator, by its SHA-256: it holds 120 random bits. */
@Entity('recovery_codes')
export class RecoveryCodeEntity {
  @ForeignKey('UserEntity', { name: 'recovery_codes_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @PrimaryColumn('bytea')
  hash: Buffer;

  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt: Date | null;
}
