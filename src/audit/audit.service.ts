import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { Tx } from '../common/database/database.ts';
import { cursorKeys, type Page, page } from '../common/page.ts';
import { Retention } from '../common/retention.ts';
import { ServerSettings } from '../common/settings/server-settings.ts';
import { type AuditRecord, recordAct } from './audit-record.ts';
import { AuditEntryEntity } from './audit-entry.entity.ts';
import type { AuditAction, AuditEntry, FindAudit } from './audit.dto.ts';

@Injectable()
export class AuditService {
  constructor(
    @InjectRepository(AuditEntryEntity) private readonly entries: Repository<AuditEntryEntity>,
    retention: Retention,
    settings: ServerSettings,
  ) {
    retention.add({
      table: 'audit_log',
      due: () => {
        const { auditRetention: days } = settings.values;
        return days ? `at < now() - interval '${days} days'` : undefined;
      },
      before: `SET LOCAL parley.audit_retention = 'on'`, // without it nothing can be deleted (trigger)
    });
  }

  /** Records an act; with a transaction, together with the act itself or not at all. */
  async record(action: AuditAction, act: AuditRecord, tx: Tx = this.entries.manager): Promise<void> {
    await recordAct(tx, action, act);
  }

  /** Newest first. */
  async find({ action, userId, from, to, limit = 50, cursor }: FindAudit): Promise<Page<AuditEntry>> {
    const [before] = cursorKeys(cursor, ['id'], ['ffffffff-ffff-ffff-ffff-ffffffffffff']);
    const query = this.entries.createQueryBuilder('e').where('e.id::text < :before', { before });
    if (action) query.andWhere('e.action = :action', { action });
    if (userId) query.andWhere('(e.actor_id = :userId OR e.target_id = :userId)', { userId });
    if (from) query.andWhere('e.at >= :from', { from: new Date(from) });
    if (to) query.andWhere('e.at < :to', { to: new Date(to) });
    const rows = await query
      .orderBy('e.id', 'DESC')
      .limit(limit + 1)
      .getMany();
    return page(rows.map(view), limit, ({ id }) => [id]);
  }
}

const view = ({ at, ...entry }: AuditEntryEntity): AuditEntry => ({ ...entry, at: at.toISOString() });
