import type { Server as HttpServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { InFlightWork } from '../common/in-flight-work.ts';
import { closeGracefully } from './close-connection.ts';
import { type ParleySocket, RealtimeService } from './realtime.service.ts';

/** Clients reconnect spread over this time, so that they do not reach another node all at once. */
const RECONNECT_SPREAD_SECONDS = 8;
/** For running commands, requests and uploads. */
const IN_FLIGHT_TIMEOUT_MS = 20_000;
/** Time for a client to receive the last packets. */
const CLOSE_TIMEOUT_MS = 2_000;
/** Sockets are closed in slices of at least this many, with a pause between slices. */
const MIN_SLICE_SOCKETS = 100;
const SLICE_INTERVAL_MS = 100;
const MAX_SLICES = 50;

/**
 * The shutdown of a process: it is no longer ready and accepts no new work; running work is finished and acknowledged,
 * and only then are connections closed. Acknowledged commands are committed in any case; the drain saves clients the
 * uncertainty of a command without an acknowledgement.
 */
@Injectable()
export class ConnectionDrain {
  private readonly logger = new Logger(ConnectionDrain.name);

  constructor(
    private readonly realtime: RealtimeService,
    private readonly inFlight: InFlightWork,
    private readonly host: HttpAdapterHost,
  ) {}

  async drain(): Promise<void> {
    this.inFlight.beginShutdown();
    const sockets = this.sockets();
    this.logger.log(
      `Stopping: waits up to ${IN_FLIGHT_TIMEOUT_MS / 1000} s for what has begun (${this.inFlight.count}), then closes ${sockets.length} sockets`,
    );
    for (const socket of sockets)
      socket.emit('server_draining', { retryAfter: Math.round(Math.random() * RECONNECT_SPREAD_SECONDS * 10) / 10 });
    this.stopAccepting();
    const began = Date.now();
    if (!(await this.inFlight.drained(IN_FLIGHT_TIMEOUT_MS)))
      this.logger.warn(`Not everything was finished in time: ${this.inFlight.count} are left`);
    await this.closeAll();
    this.logger.log(`Stopped after ${Date.now() - began} ms`);
  }

  private sockets(): ParleySocket[] {
    return [...this.realtime.server.of('/').sockets.values()];
  }

  private stopAccepting(): void {
    // A worker has no adapter at all.
    const http = this.host.httpAdapter?.getHttpServer() as HttpServer | undefined;
    if (!http?.listening) return;
    http.close();
    http.closeIdleConnections();
  }

  private async closeAll(): Promise<void> {
    const sockets = this.sockets();
    const slice = Math.max(MIN_SLICE_SOCKETS, Math.ceil(sockets.length / MAX_SLICES));
    const closing: Promise<void>[] = [];
    for (let first = 0; first < sockets.length; first += slice) {
      if (first) await delay(SLICE_INTERVAL_MS);
      closing.push(...sockets.slice(first, first + slice).map((socket) => closeGracefully(socket, CLOSE_TIMEOUT_MS)));
    }
    await Promise.all(closing);
  }
}
