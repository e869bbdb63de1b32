import type { IncomingMessage } from 'node:http';
import type { Params } from 'nestjs-pino';
import type { Config } from '../config.ts';
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

/** Structured logs; nothing that may contain a token, a code or a message is written. */
export const logging = ({ env }: Config): Params => ({
  pinoHttp: {
    level: env.LOG_LEVEL,
    genReqId: (request) => request.id, // given by main.ts, before a body is parsed
    // Each line that belongs to a request or command contains its id.
    mixin: () => {
      const context = requestContext();
      return context ? { requestId: context.requestId } : {};
    },
    // Successful requests are only counted in metrics; server errors are logged.
    customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? 'error' : 'debug'),
    serializers: {
      req: ({ id, method, url }: IncomingMessage & { id: unknown }) => ({ id, method, path: pathForLog(url) }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
      err: errorForLog,
    },
    wrapSerializers: false,
  },
});
