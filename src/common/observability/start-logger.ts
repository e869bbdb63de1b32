import type { LoggerService } from '@nestjs/common';

/** What Nest says of itself: 170 lines of every start, which no operator asks for. */
const INTERNALS = new Set([
  'InstanceLoader',
  'RouterExplorer',
  'RoutesResolver',
  'WebSocketsController',
  'NestFactory',
  'NestApplication',
]);

/** Passes on everything but the notes of Nest about its own parts. */
export function withoutInternals(logger: LoggerService): LoggerService {
  const at =
    (level: 'error' | 'warn' | 'debug' | 'verbose' | 'fatal') =>
    (message: unknown, ...more: unknown[]): void => {
      logger[level]?.(message, ...more);
    };
  return {
    error: at('error'),
    warn: at('warn'),
    debug: at('debug'),
    verbose: at('verbose'),
    fatal: at('fatal'),
    log: (message: unknown, ...more: unknown[]) => {
      if (!INTERNALS.has(String(more.at(-1)))) logger.log(message, ...more);
    },
  };
}
