import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** An issued refresh token, by its SHA-256. Used tokens stay in the table to detect a stolen copy. */
@Entity('refresh_tokens')
export class RefreshTokenEntity {
  @PrimaryColumn('bytea')
  hash: Buffer;

  @Index('refresh_tokens_session')
  @ForeignKey('SessionEntity', { name: 'refresh_tokens_session_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'session_id' })
  sessionId: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt: Date | null;
}
