import { CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A generation of the key that signs access tokens. The key itself follows from SECRET_KEY and the number. */
@Entity('signing_keys')
export class SigningKeyEntity {
  @PrimaryColumn('integer', { generated: 'identity', generatedIdentity: 'ALWAYS' })
  id: number;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
