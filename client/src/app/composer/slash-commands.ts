import type { Role } from '@api/shared/roles.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { fixedRoomRefusal, mayRoom } from '@api/shared/rooms.policy.ts';
import { roomActor } from '../rooms/room-actor.ts';
import type { TextKey } from '../i18n/texts.ts';

export const COMMANDS = ['me', 'shrug', 'topic', 'invite', 'mute', 'unmute', 'leave'] as const;
export type CommandName = (typeof COMMANDS)[number];

export interface SlashCommand {
  readonly name: CommandName;
  /** What was written after it. */
  readonly argument: string;
}

/** What each does, as it is shown while one types. */
export const COMMAND_HINTS: Readonly<Record<CommandName, TextKey>> = {
  me: 'command.me',
  shrug: 'command.shrug',
  topic: 'command.topic',
  invite: 'command.invite',
  mute: 'command.mute',
  unmute: 'command.unmute',
  leave: 'command.leave',
};

/** The command a text is, or null: what begins with a slash but is no command is a text like any other. */
export function parseCommand(text: string): SlashCommand | null {
  const found = /^\/([a-z]+)(?:\s+([\s\S]*))?$/.exec(text.trim());
  const name = COMMANDS.find((each) => each === found?.[1]);
  return name ? { name, argument: found?.[2]?.trim() ?? '' } : null;
}

/** What a command that is only another way of writing stands for. */
export function textOfCommand({ name, argument }: SlashCommand): string | null {
  if (name === 'me') return argument && `_${argument}_`;
  // The backslashes keep Markdown from reading the arms as marks.
  if (name === 'shrug') return `${argument} ¯\\\\\\_(ツ)\\_/¯`.trim();
  return null;
}

/** What the server would refuse is not offered. */
export function mayUse(name: CommandName, room: Room, role: Role | undefined): boolean {
  if (name === 'topic') return mayRoom('rename', roomActor(room, role));
  if (name === 'invite') return room.kind !== 'direct' && !room.lobby && role !== 'guest';
  if (name === 'leave') return fixedRoomRefusal('leave', room) === undefined;
  if (name === 'mute') return room.notify !== 'none';
  return name !== 'unmute' || room.notify === 'none';
}
