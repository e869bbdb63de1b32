import { NestFactory } from '@nestjs/core';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.ts';
import { readConfig } from './common/config.ts';
import { withoutInternals } from './common/observability/start-logger.ts';
import { startLine } from './common/start-line.ts';
import { waitForDatabase } from './common/database/wait-for-database.ts';
import { runUntilSignal } from './common/process-lifecycle.ts';
import { surviveUnexpectedErrors } from './common/unexpected-errors.ts';
import { ConnectionDrain } from './transport/connection-drain.ts';

/**
 * Starts a worker: everything but a listener, for the mail queue and the scheduled jobs. Web processes beside it are
 * started with `JOBS=off`. Its events reach sockets through the other nodes.
 * @param environment the variables of the contract
 */
export async function startWorker(environment: NodeJS.ProcessEnv): Promise<{ close(): Promise<void> }> {
  const config = readConfig({ ...environment, JOBS: 'on' });
  await waitForDatabase(config);
  const app = await NestFactory.createApplicationContext(AppModule.for(config), {
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(withoutInternals(app.get(Logger)));
  app.flushLogs();
  app.get(Logger).log(startLine(config), 'Start');
  surviveUnexpectedErrors();
  return {
    close: () =>
      app
        .get(ConnectionDrain)
        .drain()
        .then(() => app.close()),
  };
}

if (import.meta.main) await runUntilSignal(() => startWorker(process.env));
