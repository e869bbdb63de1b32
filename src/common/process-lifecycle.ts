/** Less than the 30 seconds after which an orchestrator kills the process. */
const MAX_SHUTDOWN_MS = 28_000;

/** Runs a process until it receives a signal; it then shuts down gracefully, or exits when the time limit is over. */
export async function runUntilSignal(start: () => Promise<{ close(): Promise<void> }>): Promise<void> {
  try {
    const running = await start();
    const stop = () => {
      setTimeout(() => fail(new Error('Not stopped in time')), MAX_SHUTDOWN_MS).unref();
      running.close().then(() => process.exit(0), fail);
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
