import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { AuditAction } from './audit.dto.ts';

/** An act, its actor and its target. The database refuses to change a row, and to delete it but for retention. */
@Entity('audit_log')
@Index('audit_log_actor', ['actorId', 'id'])
@Index('audit_log_target', ['targetId', 'id'])
@Index('audit_log_policy', ['id'], { where: `action = 'policy_changed'` })
export class AuditEntryEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Index('audit_log_at')
  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  at: Date;

  @Column('text')
  action: AuditAction;

  @Column('uuid', { name: 'actor_id', nullable: true })
  actorId: string | null;

  @Column('uuid', { name: 'target_id', nullable: true })
  targetId: string | null;

  @Column('text', { nullable: true })
  ip: string | null;

  @Column('text', { name: 'request_id', nullable: true })
  requestId: string | null;

  @Column('jsonb', { default: {} })
  detail: Record<string, string>;
}
