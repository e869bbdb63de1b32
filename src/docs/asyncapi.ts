import type { OpenAPIObject } from '@nestjs/swagger';
import { VERSION } from '../common/version.ts';
import { SCOPES_EXTENSION } from '../common/token-access.ts';
import { type CommandName, commands, events, type Model, type Payload } from '../transport/events.ts';
import { commandAccess, eventScopes, type TokenEvent } from '../transport/socket-scopes.ts';
import { CommandError } from '../transport/transport.dto.ts';

type Json = Record<string, unknown>;

const DESCRIPTION = `Socket.IO 4, default namespace, \`websocket\` transport, path \`/socket.io\`. The handshake carries
\`auth: {token}\`, an access token or a personal one; a bad one is a \`connect_error\` with \`data.code\`. No event comes before the first \`sync\`. Every
command is acknowledged: \`{ok: true, data}\` or \`{ok: false, error}\`. Events may be repeated or missing after a bad
network: compare \`revision\`, and ask \`changes\` or \`sync\` for what is missing.`;

/** The classes that travel over the socket, for the schema generator. */
export const socketModels = (): Model[] => {
  const payloads: (Payload | null)[] = [
    ...Object.values(commands).flatMap(({ takes, gives }) => [takes, gives]),
    ...Object.values(events).map(({ payload }) => payload),
  ];
  return [...new Set(payloads.flatMap((payload) => modelsOf(payload)))];
};

/** The socket as an AsyncAPI 3 document, from the server's point of view; the schemas are those of the REST document. */
export function asyncApi(openApi: OpenAPIObject): Json {
  const schemas = jsonSchema(openApi.components?.schemas ?? {}) as Json;
  const messages: Json = {};
  const operations: Json = {};
  const on = (name: string) => ({ $ref: `#/channels/socket/messages/${name}` });

  for (const [name, { summary, takes, gives }] of Object.entries(commands)) {
    const answer = `${name}_ack`;
    messages[name] = { name, summary, payload: ref(takes) };
    messages[answer] = { name: answer, title: `Acknowledgement of ${name}`, payload: acknowledgement(gives) };
    const reply = { channel: { $ref: '#/channels/socket' }, messages: [on(answer)] };
    operations[name] = {
      action: 'receive',
      summary,
      channel: { $ref: '#/channels/socket' },
      messages: [on(name)],
      reply,
      ...scopesOf(commandAccess[name as CommandName]?.scopes),
    };
  }
  for (const [name, { summary, payload }] of Object.entries(events)) {
    messages[name] = { name, summary, payload: ref(payload) };
    const channel = { $ref: '#/channels/socket' };
    const scopes = scopesOf(eventScopes[name as TokenEvent]);
    operations[name] = { action: 'send', summary, channel, messages: [on(name)], ...scopes };
  }
  return {
    asyncapi: '3.0.0',
    info: { title: 'Parley', version: VERSION, description: DESCRIPTION },
    defaultContentType: 'application/json',
    channels: { socket: { address: '/', messages } },
    operations,
    components: { schemas },
  };
}

/** Of which scopes a personal token must be; absent for a command that is closed to tokens, or an event that each gets. */
const scopesOf = (scopes: readonly string[] | null | undefined): Json => (scopes ? { [SCOPES_EXTENSION]: scopes } : {});

const modelsOf = (payload: Payload | null): Model[] => {
  if (!payload) return [];
  return isModel(payload) ? [payload] : [...payload];
};

const ref = (payload: Payload): Json =>
  isModel(payload) ? { $ref: `#/components/schemas/${payload.name}` } : { type: 'array', items: ref(payload[0]) };

const isModel = (payload: Payload): payload is Model => typeof payload === 'function';

const acknowledgement = (gives: Payload | null): Json => ({
  oneOf: [
    {
      type: 'object',
      required: ['ok', 'data'],
      properties: { ok: { const: true }, data: gives ? ref(gives) : { type: 'null' } },
    },
    { type: 'object', required: ['ok', 'error'], properties: { ok: { const: false }, error: ref(CommandError) } },
  ],
});

/** OpenAPI 3.0 marks null with `nullable`; JSON Schema lists `null` among the types. */
function jsonSchema(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(jsonSchema);
  if (typeof node !== 'object' || node === null) return node;
  const { nullable, example, ...rest } = node as Json;
  const schema = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, jsonSchema(value)]));
  if (example !== undefined) schema['examples'] = [example];
  return nullable === true ? { oneOf: [schema, { type: 'null' }] } : schema;
}
