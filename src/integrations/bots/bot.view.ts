import type { UserEntity } from '../../users/user.entity.ts';
import { summaryOf } from '../../users/user.view.ts';
import type { Bot } from './bots.dto.ts';

/** A bot as its repository reads it: one that somebody answers for. */
export type OwnedBot = UserEntity & { botOwnerId: string };

export function botView(bot: OwnedBot): Bot {
  const { id, username, displayName, avatarUrl } = summaryOf(bot);
  return {
    id,
    username,
    displayName,
    avatarUrl,
    bot: true,
    ownerId: bot.botOwnerId,
    disabledAt: bot.disabledAt?.toISOString() ?? null,
  };
}
