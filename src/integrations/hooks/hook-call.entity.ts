import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A call of a hook and its answer, without what was sent. */
@Entity('hook_calls')
@Index('hook_calls_newest', ['hookId', 'id'])
export class HookCallEntity {
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  id: string;

  @ForeignKey('HookEntity', { name: 'hook_calls_hook_id_fkey', onDelete: 'CASCADE' })
  @Column('uuid', { name: 'hook_id' })
  hookId: string;

  @Column('smallint')
  status: number;

  @Column('text')
  word: string;

  @Column('integer')
  bytes: number;

  @Index('hook_calls_created')
  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;
}
