import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../common/database/database.ts';
import type { ServerSettingName } from '../common/settings/server-setting-values.ts';
import { SettingEntity } from './setting.entity.ts';

/** Advisory lock held while settings are changed: some are right only together. */
const SETTINGS_LOCK_KEY = 7_265_543;

@Injectable()
export class SettingsRepository {
  constructor(private readonly database: Database) {}

  /** Straight from the pool: each node reads them every two seconds. */
  stored(): Promise<Pick<SettingEntity, 'key' | 'value'>[]> {
    return this.database.query(`SELECT key, value FROM settings`);
  }

  all(): Promise<SettingEntity[]> {
    return this.database.source.manager.find(SettingEntity, { order: { key: 'ASC' } });
  }

  /** Until the end of the transaction nobody else changes settings. */
  async lockAll(tx: Tx): Promise<SettingEntity[]> {
    await tx.query(`SELECT pg_advisory_xact_lock($1)`, [SETTINGS_LOCK_KEY]);
    return tx.find(SettingEntity);
  }

  async set(tx: Tx, key: ServerSettingName, value: unknown, changedBy: string): Promise<void> {
    await tx.query(
      `INSERT INTO settings (key, value, changed_by) VALUES ($1, $2::jsonb, $3)
       ON CONFLICT (key) DO UPDATE SET value = $2::jsonb, changed_by = $3, changed_at = now()`,
      [key, JSON.stringify(value), changedBy],
    );
  }

  async remove(tx: Tx, key: ServerSettingName): Promise<void> {
    await tx.delete(SettingEntity, { key });
  }
}
