import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsBoolean, IsString, IsUUID, MaxLength } from 'class-validator';
import { Text } from '../../common/validation/text.ts';
import { OptionalNotNull } from '../../common/validation/validation.ts';
import { limits } from '../../shared/limits.ts';
import { UserSummary } from '../../users/users.dto.ts';

const MAX_URL_LENGTH = 2_000;

/** A word that people write behind a slash, answered by a service elsewhere. */
export class Command {
  id: string;
  /**
   * Without the slash; in lower case.
   * @example 'deploy'
   */
  name: string;
  /**
   * What is written behind it.
   * @example '[version]'
   */
  hint: string;
  /** @example 'Deploys a version' */
  description: string;
  /** Who answers. The command is there in the rooms that people have put it into. */
  bot: UserSummary;
  /** Where the service is asked; null for those who do not manage the command. */
  url: string | null;
  /** The rooms it is kept to; null: all that its bot is in. Null also for those who do not manage it. */
  roomIds: string[] | null;
  /** Null: it can be run. */
  disabledAt: string | null;
}

export class CommandList {
  /** By name. */
  items: Command[];
}

export class CommandsQuery {
  @IsUUID()
  roomId: string;
}

export class ManagedCommandsQuery {
  /** Those that are kept to this room, whoever made them; for those who keep order there. */
  @OptionalNotNull()
  @IsUUID()
  roomId?: string;
}

/** What is absent stays as it is. */
export class ChangeCommand {
  /**
   * Letters, digits, `-` and `_`. Never a name that looks like that of another command.
   * @example 'deploy'
   */
  @OptionalNotNull()
  @Text(1, limits.commandName)
  name?: string;

  @OptionalNotNull()
  @Text(0, limits.commandHint)
  hint?: string;

  @OptionalNotNull()
  @Text(0, limits.commandDescription)
  description?: string;

  /**
   * Asked by https; by http only where `OUTBOUND_ALLOW` names the receiver.
   * @example 'https://deploy.example.org/parley'
   */
  @OptionalNotNull()
  @IsString()
  @MaxLength(MAX_URL_LENGTH)
  url?: string;

  @OptionalNotNull()
  @IsBoolean()
  disabled?: boolean;
}

export class NewCommand {
  /**
   * Letters, digits, `-` and `_`.
   * @example 'deploy'
   */
  @Text(1, limits.commandName)
  name: string;

  /** @example '[version]' */
  @OptionalNotNull()
  @Text(0, limits.commandHint)
  hint?: string;

  /** @example 'Deploys a version' */
  @OptionalNotNull()
  @Text(0, limits.commandDescription)
  description?: string;

  /**
   * Asked by https; by http only where `OUTBOUND_ALLOW` names the receiver.
   * @example 'https://deploy.example.org/parley'
   */
  @IsString()
  @MaxLength(MAX_URL_LENGTH)
  url: string;

  /**
   * Rooms in which the caller keeps order; the command's own bot joins them. Administrators who give a bot may leave it out:
   * the command is then in all rooms that people put that bot into.
   */
  @OptionalNotNull()
  @IsUUID(undefined, { each: true })
  @ArrayMinSize(1)
  @ArrayMaxSize(limits.commandRooms)
  @ArrayUnique()
  roomIds?: string[];

  /** A bot of the caller that answers; without it the command gets one of its own. */
  @OptionalNotNull()
  @IsUUID()
  botId?: string;
}

/** The secret that requests to the service are signed with. Told here only. */
export class CommandSecret {
  /** @example 'whsec_…' */
  secret: string;
}

export class MadeCommand extends CommandSecret {
  command: Command;
}

export class RunCommand {
  /**
   * Without the slash; case does not matter.
   * @example 'deploy'
   */
  @Text(1, limits.commandName)
  name: string;

  /**
   * What is written behind it.
   * @example 'v1.4'
   */
  @Text(0, () => limits.messageBody, { lines: true })
  text: string;

  /** Chosen by the client; a repeat runs nothing a second time. */
  @IsUUID()
  clientId: string;

  /** A message of the room: the command is run in its thread, where the answers stand as well. */
  @OptionalNotNull()
  @IsUUID()
  replyToId?: string;
}

/** The socket's `run_command`. */
export class RunRoomCommand extends RunCommand {
  @IsUUID()
  roomId: string;
}

/** `ephemeral_message`: the answer to a command, for who ran it alone, and stored nowhere. */
export class EphemeralMessage {
  roomId: string;
  /** @example 'deploy' */
  command: string;
  bot: UserSummary;
  /** Markdown. */
  body: string;
  /** Of the command that was run. */
  clientId: string;
  /** The message in whose thread the command was run. */
  replyToId: string | null;
}
