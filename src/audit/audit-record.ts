import type { Tx } from '../common/database/database.ts';
import { requestContext } from '../common/observability/request-context.ts';
import { AuditEntryEntity } from './audit-entry.entity.ts';
import type { AuditAction } from './audit.dto.ts';

/** The details of an act. */
export interface AuditRecord {
  actorId?: string;
  targetId?: string;
  detail?: Record<string, string>;
}

/** Records an act together with the act itself, or not at all. */
export async function recordAct(
  tx: Tx,
  action: AuditAction,
  { actorId, targetId, detail = {} }: AuditRecord,
): Promise<void> {
  const { ip, requestId } = requestContext() ?? {};
  await tx.insert(AuditEntryEntity, { action, actorId, targetId, detail, ip, requestId });
}
