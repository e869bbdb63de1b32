import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Language } from '../common/languages.ts';
import type { MailTemplate } from './mail.dto.ts';

/** The variables of a template: texts, and lists of them. */
export type MailData = Record<string, string | Record<string, string>[]>;

/** A mail of the outbox, written in the transaction that causes it: never lost, and never sent after a rollback. */
@Entity('mails')
export class MailEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @Column('text')
  recipient: string;

  @Column('text')
  template: MailTemplate;

  @Column('text', { default: 'en' })
  language: Language;

  /** The variables of the template. Emptied when the mail is sent, since it may hold a code. */
  @Column('jsonb')
  data: MailData;

  /** Additional headers, such as the conversation it belongs to and how to unsubscribe. */
  @Column('jsonb', { default: {} })
  headers: Record<string, string>;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  /** The earliest time of the next try; moves on with every failure. */
  @Index('mails_due', { where: 'sent_at IS NULL' })
  @Column('timestamptz', { name: 'due_at', default: () => 'now()' })
  dueAt: Date;

  @Column('integer', { default: 0 })
  tries: number;

  @Column('text', { name: 'last_error', nullable: true })
  lastError: string | null;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt: Date | null;
}
