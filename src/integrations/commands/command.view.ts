import { summaryColumns, summaryFromRow, type SummaryRow } from '../../users/user.view.ts';
import type { Command } from './commands.dto.ts';

/** Of `commands c` and its bot `b`. */
export const commandColumns = `c.id, c.name, c.hint, c.description, ${summaryColumns('b')} AS bot, c.url,
  c.room_ids AS "roomIds", c.disabled_at AS "disabledAt"`;

export type CommandViewRow = Omit<Command, 'bot' | 'disabledAt' | 'url'> & {
  bot: SummaryRow;
  url: string;
  disabledAt: Date | null;
};

export const commandView = ({ bot, disabledAt, ...row }: CommandViewRow): Command => ({
  ...row,
  bot: summaryFromRow(bot),
  disabledAt: disabledAt?.toISOString() ?? null,
});

/** As those see it who run it. */
export const runnableView = (row: CommandViewRow): Command => ({ ...commandView(row), url: null, roomIds: null });
