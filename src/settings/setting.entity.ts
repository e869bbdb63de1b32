import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A setting of the server that an administrator has changed. What has no row has its default. */
@Entity('settings')
export class SettingEntity {
  /** A name of `settingRules`; others, as of a later version, are left alone. */
  @PrimaryColumn('text')
  key: string;

  @Column('jsonb')
  value: unknown;

  @ForeignKey('UserEntity', { name: 'settings_changed_by_fkey', onDelete: 'SET NULL' })
  @Column('uuid', { name: 'changed_by', nullable: true })
  changedBy: string | null;

  @Column('timestamptz', { name: 'changed_at', default: () => 'now()' })
  changedAt: Date;
}
