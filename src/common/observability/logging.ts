import type { IncomingMessage } from 'node:http';
import type { Params } from 'nestjs-pino';
import type { Config } from '../config.ts';
import { requestContext } from './request-context.ts';

interface Logged {
  name?: string;
  message?: string;
  stack?: string;
  code?: string;
  constraint?: string;
  /** Of a failed query: the statement, whose values are kept apart. */
  query?: string;
}

/**
 * What is written of an error, field by field: a failed query carries its values, which are what people wrote, and
 * PostgreSQL names some of them in its message too.
 */
export function errorForLog(error: unknown): Logged {
  const { name, message, stack, code, constraint, query } = Object(error) as Logged;
  if (query === undefined) return { name, message, stack, ...(code && { code }) };
  const frames = stack?.split('\n').filter((line) => line.startsWith('    at '));
  return { name, code, ...(constraint && { constraint }), query, stack: frames?.join('\n') };
}

/** Structured logs; nothing that a token, a code or a message could be in is written. */
export const logging = ({ env }: Config): Params => ({
  pinoHttp: {
    level: env.LOG_LEVEL,
    genReqId: (request) => request.id, // given by main.ts, before a body is parsed
    // Each line of a request or command names it, wherever it was written.
    mixin: () => {
      const context = requestContext();
      return context ? { requestId: context.requestId } : {};
    },
    // Successful requests are for metrics; what failed on our side is worth a line.
    customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? 'error' : 'debug'),
    serializers: {
      req: ({ id, method, url }: IncomingMessage & { id: unknown }) => ({ id, method, path: url?.split('?', 1)[0] }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
      err: errorForLog,
    },
    wrapSerializers: false,
  },
});
