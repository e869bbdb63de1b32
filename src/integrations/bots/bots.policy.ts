import { limits } from '../../shared/limits.ts';
import type { Role } from '../../shared/roles.ts';

/** What is done with a bot: to `make-token` is to be able to read what the bot reads. */
export const BOT_ACTIONS = [
  'see',
  'rename',
  'disable',
  'delete',
  'see-tokens',
  'end-token',
  'make-token',
  'hand-over',
] as const;
export type BotAction = (typeof BOT_ACTIONS)[number];

/** Administrators keep order among the bots of others, and never act as one of them. */
const OF_ADMINISTRATORS: readonly BotAction[] = [
  'see',
  'rename',
  'disable',
  'delete',
  'see-tokens',
  'end-token',
  'hand-over',
];
const OF_OWNERS: readonly BotAction[] = ['see', 'rename', 'disable', 'delete', 'see-tokens', 'end-token', 'make-token'];

export const mayBot = (action: BotAction, { role, isOwner }: { role: Role; isOwner: boolean }): boolean =>
  (isOwner && OF_OWNERS.includes(action)) || (role === 'admin' && OF_ADMINISTRATORS.includes(action));

/** Whether a caller sees the bots of everybody. */
export const maySeeAllBots = (role: Role): boolean => role === 'admin';

/** How many bots a person may have. */
export const maxBots = (role: Role): number => (role === 'admin' ? limits.botsPerAdministrator : limits.botsPerPerson);
