import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Params } from 'nestjs-pino';
import { startTime } from 'pino-http';
import type { Config } from '../config.ts';
import { lineFormat, logDestination } from './log-output.ts';
import { pathForLog } from './path-for-log.ts';
import { requestContext } from './request-context.ts';

interface Logged {
  name?: string;
  message?: string;
  stack?: string;
  code?: string;
  constraint?: string;
  /** The statement of a failed query, without its values. */
  query?: string;
}

/**
 * Selects the logged fields of an error: a failed query contains its values, which may be texts of users, and
 * PostgreSQL quotes some of them in its message too.
 */
export function errorForLog(error: unknown): Logged {
  const { name, message, stack, code, constraint, query } = Object(error) as Logged;
  if (query === undefined) return { name, message, stack, ...(code && { code }) };
  const frames = stack?.split('\n').filter((line) => line.startsWith('    at '));
  return { name, code, ...(constraint && { constraint }), query, stack: frames?.join('\n') };
}

/** A request that takes longer is worth a line. */
const SLOW_REQUEST_MS = 2_000;
/** These take as long as the network of the client does. */
const TRANSFER = /^\/api\/v1\/(?:uploads|files|users\/me\/(?:avatar|export))|\/content$/;
const PROBES = new Set(['/health/live', '/health/ready']);

/**
 * Successful requests are only counted in metrics. Why an answer was an error stands in a line of its own, and a probe that
 * fails is told once, when it begins to.
 */
export function requestLevel(request: IncomingMessage, response: ServerResponse, error?: Error) {
  const path = pathForLog(request.url);
  if (PROBES.has(path)) return 'debug';
  if (error) return 'error';
  const isSlow = Date.now() - response[startTime] > SLOW_REQUEST_MS && !TRANSFER.test(path);
  return response.statusCode >= 500 || isSlow ? 'warn' : 'debug';
}

const described = ({ method, url }: IncomingMessage, { statusCode }: ServerResponse) =>
  `${statusCode} ${method} ${pathForLog(url)}`;

/** Structured logs; nothing that may contain a token, a code or a message is written. */
export const logging = ({ env }: Config): Params => ({
  pinoHttp: [
    {
      ...lineFormat(env),
      genReqId: (request) => request.id, // given by main.ts, before a body is parsed
      // Each line that belongs to a request or command contains its id.
      mixin: () => {
        const context = requestContext();
        return context ? { requestId: context.requestId } : {};
      },
      customLogLevel: requestLevel,
      customSuccessMessage: (request, response, ms) => `${described(request, response)} in ${Math.round(ms)} ms`,
      customErrorMessage: described,
      // What pino-http adds to an answer of 500 and more is an error of its own, made where the answer ended.
      customErrorObject: (_request, response, error, fields: object) =>
        response.err === error ? fields : { ...fields, err: undefined },
      serializers: {
        req: ({ id, method, url }: IncomingMessage & { id: unknown }) => ({ id, method, path: pathForLog(url) }),
        res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
        err: errorForLog,
      },
      wrapSerializers: false,
    },
    logDestination(env),
  ],
});
