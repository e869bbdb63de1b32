import type { CallerKind, FramesCase, Json } from './cases.ts';
import { broken, fitting, type Schema, type Schemas } from './from-schema.ts';
import { chance, oddText, oddValue, pick, type Random } from './odd-values.ts';

/** What clients may send, by name. */
export type CommandSchemas = Record<string, Schema>;

interface AsyncApi {
  operations: Record<string, { action: string }>;
  channels: { socket: { messages: Record<string, { payload: Schema }> } };
  components: { schemas: Schemas };
}

/** The commands of the AsyncAPI document. */
export function commandsOf({ operations, channels, components }: AsyncApi): [CommandSchemas, Schemas] {
  const received = Object.entries(operations).filter(([, { action }]) => action === 'receive');
  const schemas = received.map(([name]) => [name, channels.socket.messages[name]?.payload ?? {}] as const);
  return [Object.fromEntries(schemas), components.schemas];
}

/** Frames of Engine.IO and Socket.IO, from right ones to noise. */
export function framesCase(random: Random, by: CallerKind, commands: CommandSchemas, schemas: Schemas): FramesCase {
  const frame = () => {
    const kind = random.below(10);
    if (kind < 6) return command(random, commands, schemas);
    if (kind < 8) return packet(random);
    return kind === 8 ? engineFrame(random) : noisy(random, command(random, commands, schemas));
  };
  const connected = by !== 'nobody' && chance(random, 92);
  return { kind: 'frames', by, connected, frames: Array.from({ length: 1 + random.below(4) }, frame) };
}

function command(random: Random, commands: CommandSchemas, schemas: Schemas): string {
  const name = random.pick(Object.keys(commands)) ?? 'sync';
  const right = fitting(random, schemas, commands[name] ?? {});
  const payload = chance(random, 25) ? right : broken(random, right);
  const called: Json = chance(random, 92) ? name : oddValue(random, 1);
  const rest: Json[] = chance(random, 94) ? [payload] : chance(random, 50) ? [] : [payload, oddValue(random)];
  const ack = chance(random, 80) ? pick(random, ['0', '1', '7', '00', '9007199254740993', '99999999999999999999']) : '';
  return `42${ack}${JSON.stringify([called, ...rest])}`;
}

function packet(random: Random): string {
  const type = random.below(10);
  const space = chance(random, 70) ? '' : pick(random, ['/,', '/admin,', '/__proto__,', '/\u0000,', '/?a=b,', ',']);
  const attachments =
    type === 5 || type === 6 || chance(random, 10) ? pick(random, ['0-', '1-', '9999999-', '-', 'x-']) : '';
  const ack = pick(random, ['', '', '1', '-1', '1.5', '1e9', '99999999999999999999']);
  const placeholder: Json = { _placeholder: true, num: pick(random, [0, -1, 5, 1e9]) };
  const body: Json = pick(random, [
    ['sync', placeholder],
    [oddText(random), oddValue(random)],
    [random.below(5)],
    oddValue(random),
    ['connect'],
    ['disconnect', oddText(random)],
    ['error'],
    ['newListener', 1],
  ]);
  return `4${type}${attachments}${space}${ack}${JSON.stringify(body)}`;
}

const engineFrame = (random: Random): string =>
  `${pick(random, ['0', '1', '2', '3', '5', '6', '7', '9', 'b', ' ', 'é', ''])}${pick(random, ['', 'probe', '{}', oddText(random)])}`;

/** A right frame with characters changed, left out or cut off. */
export function noisy(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  const kind = random.below(4);
  if (kind === 0) return text.slice(0, at);
  if (kind === 1) return text.slice(0, at) + String.fromCharCode(random.below(0x300)) + text.slice(at + 1);
  if (kind === 2) return text.slice(0, at) + text.slice(at + 1 + random.below(5));
  return (
    text.slice(0, at) +
    pick(random, ['[', '{', '"', '\\', ',', '\u0000', '\ud83d', '-']).repeat(1 + random.below(50)) +
    text.slice(at)
  );
}
