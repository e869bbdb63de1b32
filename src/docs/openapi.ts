import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ProblemDetails, type ProblemCode } from '../common/problem.ts';
import { SCOPES_EXTENSION } from '../common/token-access.ts';
import { problemResponse } from '../common/problems.decorator.ts';
import { VERSION } from '../common/version.ts';
import { socketModels } from './asyncapi.ts';

type Schema = { type?: string; format?: string; properties?: Record<string, Schema>; items?: Schema };
type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const DESCRIPTION = `Parley over HTTP. What happens live is told by the socket, documented in \`/api/async-docs\`.

Errors are \`application/problem+json\` (RFC 9457) with a \`code\` of a closed list. Times are ISO 8601 in UTC, ids are
UUID v7, lists answer \`{items, next}\` with an opaque cursor. A thing you may not know about is a 404.

A program uses a token as bearer: a personal one (\`POST /auth/tokens\`), or one of a bot (\`POST /bots/:id/tokens\`). \`x-token-scopes\` says which scopes a route needs of it; a
route without it is closed to tokens.`;

/** The whole interface, built from the controllers and DTO classes and their comments. */
export function openApi(app: INestApplication): OpenAPIObject {
  const info = new DocumentBuilder()
    .setTitle('Parley')
    .setVersion(VERSION)
    .setDescription(DESCRIPTION)
    .addBearerAuth()
    .addCookieAuth('parley')
    .build();
  const document = SwaggerModule.createDocument(app, info, {
    extraModels: [ProblemDetails, ...socketModels()],
    // Method names repeat between controllers, so ids start with the controller: `roomsShow`, `usersFind`.
    operationIdFactory: (controller, method) =>
      controller.replace('Controller', '').toLowerCase() + method.charAt(0).toUpperCase() + method.slice(1),
  });
  for (const schema of Object.values(document.components?.schemas ?? {})) completeSchema(schema as Schema);
  for (const path of Object.values(document.paths))
    for (const method of METHODS) if (path[method]) addCommonProblems(path[method]);
  return document;
}

/** Applies conventions that the compiler does not know: ids are UUIDs, `…At` and `…Until` are times, numbers are integers. */
function completeSchema(schema: Schema, name = ''): void {
  if (schema.type === 'number') schema.type = 'integer';
  if (schema.type === 'string' && /^id$|Id$/.test(name) && name !== 'requestId') schema.format = 'uuid';
  if (schema.type === 'string' && /(At|Until)$/.test(name)) schema.format = 'date-time';
  if (schema.items) completeSchema(schema.items, name.replace(/s$/, ''));
  for (const [key, property] of Object.entries(schema.properties ?? {})) completeSchema(property, key);
}

/** Adds the refusals that every route has in common. */
function addCommonProblems(operation: Operation): void {
  for (const parameter of operation.parameters ?? [])
    if ('schema' in parameter) completeSchema(parameter.schema as Schema);
  const common: Record<string, ProblemCode[]> = {
    ...((operation.requestBody ?? operation.parameters?.length) && { 400: ['invalid_input'] }),
    ...(operation.security?.some((way) => 'bearer' in way) && {
      401: ['unauthenticated', 'token_expired', 'session_ended'],
      403: [SCOPES_EXTENSION in operation ? 'insufficient_scope' : 'session_required'],
    }),
    ...(operation.requestBody && { 413: ['body_too_large'] }),
    429: ['too_many_requests'],
    500: ['internal_error'],
    503: ['unavailable'],
  };
  for (const answer of Object.values(operation.responses))
    if (answer && 'description' in answer) answer.description ||= 'Done.';
  for (const [status, codes] of Object.entries(common)) operation.responses[status] ??= problemResponse(codes);
}
