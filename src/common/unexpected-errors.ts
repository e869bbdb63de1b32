import { Logger } from '@nestjs/common';
import { config as rxjs } from 'rxjs';
import { metrics } from './observability/metrics.ts';

const logger = new Logger('Process');
let isInstalled = false;

/**
 * Logs and counts errors that no transport and no job has caught; the process goes on. The state is in the database, and
 * polls and sweeps repair what was interrupted. Call it once the process has started.
 */
export function surviveUnexpectedErrors(): void {
  if (isInstalled) return;
  isInstalled = true;
  rxjs.onUnhandledError = (error: unknown) => report('stream', error);
  process.on('uncaughtException', (error) => report('exception', error));
  process.on('unhandledRejection', (error) => report('rejection', error));
}

function report(kind: 'stream' | 'exception' | 'rejection', error: unknown): void {
  metrics.unexpectedErrors.inc({ kind });
  // The log itself has no reader any more: another line would fail the same way.
  if (Object(error) instanceof Error && (error as NodeJS.ErrnoException).code === 'EPIPE') return;
  logger.error(error);
}
