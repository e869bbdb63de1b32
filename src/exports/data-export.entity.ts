import { Column, CreateDateColumn, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A requested export of personal data. A new request replaces the previous request. */
@Entity('data_exports')
export class DataExportEntity {
  @ForeignKey('UserEntity', { name: 'data_exports_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'requested_at' })
  requestedAt: Date;

  /** When a process began to write it. After ten minutes without a result the process counts as dead. */
  @Column('timestamptz', { name: 'claimed_at', nullable: true })
  claimedAt: Date | null;

  @Column('timestamptz', { name: 'ready_at', nullable: true })
  readyAt: Date | null;
}

/** A part of the file; all parts in order form a JSON document. */
@Entity('data_export_parts')
export class DataExportPartEntity {
  @ForeignKey('DataExportEntity', { name: 'data_export_parts_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @PrimaryColumn('integer')
  part: number;

  @Column('text')
  content: string;
}
