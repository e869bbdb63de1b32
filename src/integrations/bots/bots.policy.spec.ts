import { describe, expect, test } from '@jest/globals';
import type { Role } from '../../shared/roles.ts';
import { BOT_ACTIONS, type BotAction, maxBots, mayBot, maySeeAllBots } from './bots.policy.ts';

/** What an owner and a stranger may do, by their role on the server. */
const table = `
              | member: own | other's | moderator: own | other's | admin: own | other's
  see         | ✓           | –       | ✓              | –       | ✓          | ✓
  rename      | ✓           | –       | ✓              | –       | ✓          | ✓
  disable     | ✓           | –       | ✓              | –       | ✓          | ✓
  delete      | ✓           | –       | ✓              | –       | ✓          | ✓
  see-tokens  | ✓           | –       | ✓              | –       | ✓          | ✓
  end-token   | ✓           | –       | ✓              | –       | ✓          | ✓
  make-token  | ✓           | –       | ✓              | –       | ✓          | –
  hand-over   | –           | –       | –              | –       | ✓          | ✓`;

const COLUMNS: [role: Role, isOwner: boolean][] = [
  ['member', true],
  ['member', false],
  ['moderator', true],
  ['moderator', false],
  ['admin', true],
  ['admin', false],
];
const rows = table
  .split('\n')
  .slice(2)
  .map((line) => line.split('|').map((cell) => cell.trim()));

describe('bots', () => {
  test('every action has its row', () => {
    expect(rows.map(([action]) => action)).toEqual([...BOT_ACTIONS]);
  });

  test.each(rows)('%s', (action, ...cells) => {
    expect(COLUMNS.map(([role, isOwner]) => (mayBot(action as BotAction, { role, isOwner }) ? '✓' : '–'))).toEqual(
      cells,
    );
  });

  test('ten a person, a hundred an administrator, who alone sees those of everybody', () => {
    expect((['member', 'moderator', 'admin'] as const).map(maxBots)).toEqual([10, 10, 100]);
    expect((['guest', 'member', 'moderator', 'admin'] as const).map(maySeeAllBots)).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });
});
