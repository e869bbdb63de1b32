import type { Role } from '@api/shared/roles.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { fixedRoomRefusal, mayRoom } from '@api/shared/rooms.policy.ts';
import { roomActor } from '../rooms/room-actor.ts';
import type { TextKey } from '../i18n/texts.ts';

export const COMMANDS = ['me', 'shrug', 'poll', 'topic', 'invite', 'mute', 'unmute', 'leave'] as const;
export type CommandName = (typeof COMMANDS)[number];

export interface SlashCommand {
  readonly name: CommandName;
  /** The text after the name. */
  readonly argument: string;
}

/** The description of each command in the suggestion list. */
export const COMMAND_HINTS: Readonly<Record<CommandName, TextKey>> = {
  me: 'command.me',
  shrug: 'command.shrug',
  poll: 'command.poll',
  topic: 'command.topic',
  invite: 'command.invite',
  mute: 'command.mute',
  unmute: 'command.unmute',
  leave: 'command.leave',
};

/** What may be a command of a service: its name and the text after it. */
export interface WrittenCommand {
  /** In lower case. */
  readonly name: string;
  readonly text: string;
}

/** The command of a service that a text may be, or null. */
export function writtenCommandOf(text: string): WrittenCommand | null {
  const found = /^\/([a-z\d][a-z\d_-]*)(?:\s+([\s\S]*))?$/i.exec(text.trim());
  return found ? { name: (found[1] ?? '').toLowerCase(), text: found[2]?.trim() ?? '' } : null;
}

/** The name of what looks like a command, known or not; null for an ordinary text. */
export const commandNameOf = (text: string): string | null => /^\/([a-z]+)(?=\s|$)/i.exec(text.trim())?.[1] ?? null;

/** The command of a text, or null. */
export function parseCommand(text: string): SlashCommand | null {
  const found = /^\/([a-z]+)(?:\s+([\s\S]*))?$/.exec(text.trim());
  const name = COMMANDS.find((each) => each === found?.[1]);
  return name ? { name, argument: found?.[2]?.trim() ?? '' } : null;
}

/** The text that `/me` and `/shrug` stand for; null for other commands. */
export function textOfCommand({ name, argument }: SlashCommand): string | null {
  if (name === 'me') return argument && `_${argument}_`;
  if (name === 'shrug') return `${argument} ¯\\_(ツ)_/¯`.trim();
  return null;
}

/** Whether the command is offered; false when the server would refuse it. */
export function mayUse(name: CommandName, room: Room, role: Role | undefined): boolean {
  if (name === 'topic') return mayRoom('rename', roomActor(room, role));
  if (name === 'invite') return !room.lobby && mayRoom('invite', roomActor(room, role));
  if (name === 'leave') return fixedRoomRefusal('leave', room) === undefined;
  if (name === 'mute') return room.notify !== 'none';
  return name !== 'unmute' || room.notify === 'none';
}
