import { Column, CreateDateColumn } from 'typeorm';

/** The columns of a row that waits for a mailed code. */
export abstract class WaitingCode {
  /** HMAC of the six digits; see `verification-codes.ts`. */
  @Column('bytea', { name: 'code_hash' })
  codeHash: Buffer;

  @Column('timestamptz', { name: 'code_expires_at' })
  codeExpiresAt: Date;

  @Column('integer', { name: 'code_tries', default: 0 })
  codeTries: number;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
