import { isOfPeople, nameSkeleton } from '../../users/name-skeleton.ts';

const PATTERN = /^[a-z0-9][a-z0-9_-]*$/;
/** Of the client itself, and those that people know from elsewhere as a product's own. */
const BUILT_IN = ['help', 'invite', 'leave', 'me', 'mute', 'shrug', 'topic', 'unmute'];

/** What a name looks like: two commands of one key could be taken for each other. */
export const commandKey = (name: string): string => nameSkeleton(name);

const BUILT_IN_KEYS = new Set(BUILT_IN.map(commandKey));

/** Without the slash and in lower case. */
export const commandName = (given: string): string => given.normalize('NFKC').trim().replace(/^\//, '').toLowerCase();

export const isCommandName = (name: string): boolean => PATTERN.test(name);

/** Whether a command may be called so, as far as no other one is asked. */
export const isFreeOfBuiltIn = (key: string): boolean => isOfPeople(key) && !BUILT_IN_KEYS.has(key);
