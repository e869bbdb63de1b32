import { createServer, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Logger } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { limitRequestTime } from './request-time.ts';

const logger = new Logger('Http');

const HEADERS_MS = 15_000;
/** The longest upload; other requests have less time (`limitRequestTime`). */
const REQUEST_MS = 3_600_000;
/** Interval of the check for late requests. */
const CHECK_INTERVAL_MS = 5_000;
/** Longer than proxies and clients keep an idle connection: the side that reuses it must not find it closed. */
const KEEP_ALIVE_MS = 75_000;

/** Express on a server with timeouts, whose errors end a connection and not the process. */
export class HttpAdapter extends ExpressAdapter {
  override initHttpServer(): void {
    const server = createServer(
      {
        headersTimeout: HEADERS_MS,
        requestTimeout: REQUEST_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
        connectionsCheckingInterval: CHECK_INTERVAL_MS,
      },
      this.getInstance<RequestListener>(),
    );
    this.guard(server);
    this.setHttpServer(server);
  }

  private guard(server: Server): void {
    // Such as a connection that could not be accepted because the process has too many files open.
    server.on('error', (error) => logger.error(error));
    // Between its upgrade and the WebSocket a connection has no other listener for errors.
    server.on('upgrade', (_request, socket: Duplex) => socket.on('error', () => socket.destroy()));
    // Before Socket.IO, which takes the requests for its own path.
    server.once('listening', () => server.prependListener('request', limitRequestTime));
    server.on('request', (request, response) => {
      // Without a listener an error, such as a lost client, would end the process.
      request.on('error', () => undefined);
      response.on('error', (error) => logger.warn(`An answer was not sent: ${error.message}`));
    });
  }
}
