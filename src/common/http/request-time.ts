import type { IncomingMessage, ServerResponse } from 'node:http';

/** For a whole request with its body, unless a file is being received (`receiveByProgress`). */
const WHOLE_REQUEST_MS = 30_000;
/** A connection without a byte in either direction for this long is closed, unless the server is at work. */
const STALLED_MS = 60_000;

const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>();

/** Ends requests whose body does not arrive in time, and connections of clients that do not read their answer. */
export function limitRequestTime(request: IncomingMessage, response: ServerResponse): void {
  response.setTimeout(STALLED_MS, () => {
    // The server is at work; its next write restarts the timer.
    if (request.complete && !response.headersSent) return;
    // Destroying the request itself would end a connection only while its body is arriving.
    request.socket.destroy();
  });
  if (request.complete || !hasBody(request)) return;
  const timer = setTimeout(() => endLate(request, response), WHOLE_REQUEST_MS).unref();
  timers.set(request, timer);
  request.once('close', () => clearTimeout(timer));
}

/** Lifts the limit for a file, which may take long as long as bytes arrive. */
export function receiveByProgress(request: IncomingMessage): void {
  clearTimeout(timers.get(request));
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

function endLate(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete) return;
  if (response.headersSent) return void request.socket.destroy();
  response.writeHead(408, { Connection: 'close' }).end(() => request.socket.destroy());
}
