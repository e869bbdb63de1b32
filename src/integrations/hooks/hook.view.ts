import { summaryColumns, summaryFromRow, type SummaryRow } from '../../users/user.view.ts';
import type { Hook, HookCall } from './hooks.dto.ts';

/** Of `hooks h` and its bot `b`. */
export const hookColumns = `h.id, h.room_id AS "roomId", h.name, ${summaryColumns('b')} AS bot, h.may_call AS "mayCall",
  h.may_rename AS "mayRename", h.disabled_at AS "disabledAt", h.last_used_at AS "lastUsedAt", h.created_by AS "createdBy",
  h.github_secret IS NOT NULL AS "githubSigned"`;

export type HookViewRow = Omit<Hook, 'bot' | 'disabledAt' | 'lastUsedAt'> & {
  bot: SummaryRow;
  disabledAt: Date | null;
  lastUsedAt: Date | null;
};

export const hookView = ({ bot, disabledAt, lastUsedAt, ...row }: HookViewRow): Hook => ({
  ...row,
  bot: summaryFromRow(bot),
  disabledAt: disabledAt?.toISOString() ?? null,
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
});

export type HookCallRow = Omit<HookCall, 'at'> & { at: Date };

export const hookCallView = ({ at, status, word, bytes }: HookCallRow): HookCall => ({
  at: at.toISOString(),
  status,
  word,
  bytes,
});
