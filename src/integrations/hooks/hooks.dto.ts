import { IsBoolean, IsOptional } from 'class-validator';
import { Text } from '../../common/validation/text.ts';
import { OptionalNotNull } from '../../common/validation/validation.ts';
import { limits } from '../../shared/limits.ts';
import { UserSummary } from '../../users/users.dto.ts';

/** An address by which a program writes into a room. */
export class Hook {
  id: string;
  roomId: string;
  /** @example 'Alerts' */
  name: string;
  /** The author of its messages, a member of the room: kicks, mutes and bans hold for it as for people. */
  bot: UserSummary;
  /** Whether `@room` and `<!channel>` notify everybody, where the room lets members do so. */
  mayCall: boolean;
  /** Whether messages may name their program themselves: `as` of a message. */
  mayRename: boolean;
  /** Whether it knows the secret that GitHub signs with, and refuses what is not signed by it. */
  githubSigned: boolean;
  /** Null: it takes messages. */
  disabledAt: string | null;
  /** To the minute; null before its first message. */
  lastUsedAt: string | null;
  /** The id of who made it; null when the account is gone. */
  createdBy: string | null;
}

export class HookPage {
  items: Hook[];
  next: string | null;
}

export class NewHook {
  /** @example 'Alerts' */
  @Text(1, limits.displayName, { name: true, form: 'NFKC' })
  name: string;
}

export class MadeHook {
  hook: Hook;
  /**
   * The address for the program. Its last part is a secret: who knows it can write into the room. Told here only.
   * @example 'https://chat.example.org/hooks/0198c5a2-7c1e-7b52-9d2e-6f1f3f6f2b0a/…'
   */
  url: string;
}

/** What is absent stays as it is. */
export class ChangeHook {
  /** @example 'Alerts' */
  @OptionalNotNull()
  @Text(1, limits.displayName, { name: true, form: 'NFKC' })
  name?: string;

  @OptionalNotNull()
  @IsBoolean()
  mayCall?: boolean;

  @OptionalNotNull()
  @IsBoolean()
  mayRename?: boolean;

  /** The secret that GitHub signs its deliveries with; others are refused then. Null: none. */
  @IsOptional()
  @Text(1, limits.hookSigningSecret)
  githubSecret?: string | null;

  @OptionalNotNull()
  @IsBoolean()
  disabled?: boolean;
}

/** A call and its answer. What was sent is not kept. */
export class HookCall {
  at: string;
  /** @example 200 */
  status: number;
  /** @example 'ok' */
  word: string;
  /** Of the body. */
  bytes: number;
}

export class HookCalls {
  /** The last 50 of seven days, newest first. */
  items: HookCall[];
}

/** How a test message was answered. */
export class HookTest {
  /** @example 200 */
  status: number;
  /** @example 'ok' */
  word: string;
}
