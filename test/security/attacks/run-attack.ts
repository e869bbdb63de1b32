/**
 * `node run-attack.ts NAME PORT TOKEN ROOM`: one attack of `attacks.ts` in a process of its own, until it is told to end.
 * Prints what was answered how often.
 */
import { attacks } from './attacks.ts';

const [name = '', port = '', token = '', roomId = ''] = process.argv.slice(2);
const counts: Record<string, number> = {};
const count = (what: string): void => void (counts[what] = (counts[what] ?? 0) + 1);

process.on('SIGTERM', () => {
  process.stdout.write(JSON.stringify(counts), () => process.exit(0));
});
const attack = attacks[name];
if (!attack) throw new Error(`There is no attack "${name}"`);
await attack({ port: Number(port), token, roomId }, count);
