import { Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Language } from '../common/languages.ts';
import type { MailTemplate } from './mail.dto.ts';

/** What a template may name: texts, and lists of them. */
export type MailData = Record<string, string | Record<string, string>[]>;

/** A mail to be sent, written in the transaction that causes it: neither lost nor sent for something that never happened. */
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

  /** What the template may name. Wiped once the mail is sent: a code may be in it. */
  @Column('jsonb')
  data: MailData;

  /** Beyond the usual ones: which conversation it belongs to, how to get no more of its kind. */
  @Column('jsonb', { default: {} })
  headers: Record<string, string>;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  /** Not before this time; moves on with every failed try. */
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
