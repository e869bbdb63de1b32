import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A passkey of a person: the public half of a key that never leaves their phone, computer or security key. */
@Entity('passkeys')
export class PasskeyEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Index('passkeys_user')
  @ForeignKey('UserEntity', { name: 'passkeys_user_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'user_id' })
  userId: string;

  /** What the device calls it. */
  @Index('passkeys_credential', { unique: true })
  @Column('bytea', { name: 'credential_id' })
  credentialId: Buffer;

  /** In COSE. */
  @Column('bytea', { name: 'public_key' })
  publicKey: Buffer;

  /** How often it was used, as the device counts; synced passkeys stay at zero. */
  @Column('bigint')
  counter: number;

  /** The host of PUBLIC_URL when it was made: browsers offer it there alone. */
  @Column('text')
  host: string;

  /** How browsers reach the device. */
  @Column('text', { array: true })
  transports: string[];

  /** Whether it cannot sign in without a password: its device knows no person by itself, or does not check who holds it. */
  @Column('boolean', { name: 'second_factor_only' })
  secondFactorOnly: boolean;

  /** Whether it is kept in an account of the person, and may be on several devices. */
  @Column('boolean')
  synced: boolean;

  /** The model of the device, or zero. */
  @Column('uuid')
  aaguid: string;

  @Column('text')
  name: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt: Date | null;
}
