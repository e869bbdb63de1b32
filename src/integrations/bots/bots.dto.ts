import { IsBoolean, IsOptional, IsUUID, Matches } from 'class-validator';
import { PageQuery } from '../../common/page.ts';
import { Text } from '../../common/validation/text.ts';
import { OptionalNotNull, QueryBoolean } from '../../common/validation/validation.ts';
import { limits } from '../../shared/limits.ts';
import { ConnectedRoom } from '../connected-room.dto.ts';

/** A program with an account of its own. It has no password, address or session, and is in the rooms that people put it into. */
export class Bot {
  id: string;
  username: string;
  displayName: string;
  avatarUrl: string | null;
  /** Always true. */
  bot: boolean;
  /** The id of who answers for it: it stops when their account is disabled or deleted. */
  ownerId: string;
  /** Null: its tokens work. */
  disabledAt: string | null;
}

export class BotPage {
  items: Bot[];
  next: string | null;
}

export class FindBots extends PageQuery {
  /** True: only those of the caller, also for administrators. */
  @IsOptional()
  @QueryBoolean()
  @IsBoolean()
  mine?: boolean;
}

export class BotRooms {
  /** By name; at most 200. */
  items: ConnectedRoom[];
}

export class NewBot {
  /**
   * Names are shared with people: letters, digits, `_`, `.` and `-`. Reserved words are refused.
   * @example 'deploy'
   */
  @Matches(/^[A-Za-z0-9_.-]*$/, { message: 'username may hold letters, digits, "_", "." and "-" only' })
  @Matches(/[A-Za-z0-9]/, { message: 'username must hold a letter or a digit' })
  @Text(limits.usernameMin, () => limits.usernameMax)
  username: string;

  /**
   * Defaults to the user name.
   * @example 'Deployments'
   */
  @OptionalNotNull()
  @Text(1, limits.displayName, { name: true })
  displayName?: string;
}

export class MadeBot {
  bot: Bot;
}

/** What is absent stays as it is. */
export class ChangeBot {
  /** @example 'Deployments' */
  @OptionalNotNull()
  @Text(1, limits.displayName, { name: true })
  displayName?: string;

  /** A bot that is stopped has no tokens any more: those it had end. */
  @OptionalNotNull()
  @IsBoolean()
  disabled?: boolean;

  /**
   * Who answers for it from now on; for administrators. Its tokens end, and it leaves the private rooms that its new owner is
   * not in.
   */
  @OptionalNotNull()
  @IsUUID()
  ownerId?: string;
}
