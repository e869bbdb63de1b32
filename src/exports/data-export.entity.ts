import { Column, CreateDateColumn, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Somebody asked for what we know of them. A new request takes the place of the old one. */
@Entity('data_exports')
export class DataExportEntity {
  @ForeignKey('UserEntity', { name: 'data_exports_user_id_fkey', onDelete: 'CASCADE' })
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @CreateDateColumn({ type: 'timestamptz', name: 'requested_at' })
  requestedAt: Date;

  /** When a process began with it; long ago means that the process died. */
  @Column('timestamptz', { name: 'claimed_at', nullable: true })
  claimedAt: Date | null;

  @Column('timestamptz', { name: 'ready_at', nullable: true })
  readyAt: Date | null;
}

/** A piece of the file; all of them in order are one JSON document. */
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
