import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { PageQuery } from '../../common/page.ts';
import { Text } from '../../common/validation/text.ts';
import { limits } from '../../shared/limits.ts';
import { UserSummary } from '../../users/users.dto.ts';
import { Bot } from '../bots/bots.dto.ts';
import { ConnectedRoom } from '../connected-room.dto.ts';
import { Hook, HookCall } from '../hooks/hooks.dto.ts';

/** A hook as administrators see it, who need not be in its room. */
export class AdministeredHook extends Hook {
  room: ConnectedRoom;
  /** Who made it; null when that is not known any more. */
  owner: UserSummary | null;
  /** How often it was called within seven days; at most the last 50. */
  calls: number;
  /** How many of these calls were refused. */
  failures: number;
  /** The newest call; null for none within seven days. */
  lastCall: HookCall | null;
}

export class AdministeredHookPage {
  items: AdministeredHook[];
  next: string | null;
}

/** What is asked for in both lists. */
class FindPrograms extends PageQuery {
  /** Part of a name: of the program, its room or its owner. */
  @IsOptional()
  @Text(1, limits.roomName)
  q?: string;
}

export class FindAdministeredHooks extends FindPrograms {
  /** `failing`: the newest call was refused. `unused`: no message within 30 days. */
  @IsOptional()
  @IsIn(['disabled', 'failing', 'unused'])
  show?: 'disabled' | 'failing' | 'unused';
}

export class ChangeAdministeredHook {
  /** A disabled hook answers as one that does not exist. Those who manage it in its room may enable it again. */
  @IsBoolean()
  disabled: boolean;
}

/** A bot as administrators see it. */
export class AdministeredBot extends Bot {
  /** Who answers for it. */
  owner: UserSummary;
  /** Whether nobody answers for it: the account of its owner is disabled or deleted. It is given to another person, or deleted. */
  ownerless: boolean;
  /** The first five of its rooms, by name. */
  rooms: ConnectedRoom[];
  roomCount: number;
  /** Of its live tokens. */
  tokenCount: number;
  /** The last use of a token, to the hour; null before the first. */
  lastUsedAt: string | null;
}

export class AdministeredBotPage {
  items: AdministeredBot[];
  next: string | null;
}

export class FindAdministeredBots extends FindPrograms {
  /** `ownerless`: the account of the owner is disabled or deleted. `unused`: no token was used within 30 days. */
  @IsOptional()
  @IsIn(['disabled', 'ownerless', 'unused'])
  show?: 'disabled' | 'ownerless' | 'unused';
}
