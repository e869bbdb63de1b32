import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { MailData, Template } from './templates.ts';

/** A mail to be sent, written in the transaction that causes it: neither lost nor sent for something that never happened. */
@Entity('mails')
export class Mail {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Column('text')
  recipient: string;

  @Column('text')
  template: Template;

  @Column('jsonb')
  data: MailData;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  /** Not before this time; moves on with every failed try. */
  @Column('timestamptz', { name: 'due_at', default: () => 'now()' })
  dueAt: Date;

  @Column('integer', { default: 0 })
  tries: number;

  @Column('text', { name: 'last_error', nullable: true })
  lastError: string | null;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt: Date | null;
}
