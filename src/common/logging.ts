import type { IncomingMessage } from 'node:http';
import type { Params } from 'nestjs-pino';
import type { Config } from './config.ts';

/** Structured logs; nothing that a token, a code or a message could be in is written. */
export const logging = ({ env }: Config): Params => ({
  pinoHttp: {
    level: env.LOG_LEVEL,
    genReqId: (request) => request.id, // given by main.ts, before a body is parsed
    // Successful requests are for metrics; what failed on our side is worth a line.
    customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? 'error' : 'debug'),
    serializers: {
      req: ({ id, method, url }: IncomingMessage & { id: unknown }) => ({ id, method, path: url?.split('?', 1)[0] }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
    },
  },
});
