import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Seconds of a step. With the usual parameters every authenticator app works (RFC 6238). */
export const PERIOD_SECONDS = 30;

/** The authenticator app of a person: its secret was confirmed by a code. */
@Entity('totp')
export class TotpEntity {
  @ForeignKey('UserEntity', { name: 'totp_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  /** See `TotpSecrets`. */
  @Column('bytea')
  secret: Buffer;

  /** The time step of the last code that was accepted: only a later one is accepted next. */
  @Column('bigint', { name: 'last_step' })
  lastStep: string;

  @Column('timestamptz', { name: 'confirmed_at', default: () => 'now()' })
  confirmedAt: Date;
}
