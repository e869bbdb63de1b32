import type { Server as HttpServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { InFlightWork } from '../common/in-flight-work.ts';
import { closeGracefully } from './close-connection.ts';
import { type ParleySocket, RealtimeService } from './realtime.service.ts';

/** Seconds over which those who are cut come back, so that they do not reach another node all at once. */
const SPREAD = 8;
/** Milliseconds that running commands, requests and uploads are given. */
const PATIENCE = 20_000;
/** Milliseconds that a client is given to take in what was sent last. */
const GOODBYE = 2_000;
const SLICE = 100;
const BETWEEN_SLICES = 100;
const MOST_SLICES = 50;

/**
 * The good-bye of a process: from the first moment not ready, nothing new is begun, what was begun is finished and
 * acknowledged, and only then are connections cut. Whatever was acknowledged is committed anyway; this saves everybody
 * the uncertainty of a command that got no answer.
 */
@Injectable()
export class ConnectionDrain {
  private readonly logger = new Logger(ConnectionDrain.name);

  constructor(
    private readonly realtime: RealtimeService,
    private readonly unfinished: InFlightWork,
    private readonly host: HttpAdapterHost,
  ) {}

  async drain(): Promise<void> {
    this.unfinished.beginShutdown();
    for (const socket of this.sockets())
      socket.emit('server_draining', { retryAfter: Math.round(Math.random() * SPREAD * 10) / 10 });
    this.stopAccepting();
    const began = Date.now();
    if (!(await this.unfinished.drained(PATIENCE))) this.logger.warn('Not everything was finished in time');
    await this.cut();
    this.logger.log(`Drained in ${Date.now() - began} ms`);
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

  private async cut(): Promise<void> {
    const sockets = this.sockets();
    const slice = Math.max(SLICE, Math.ceil(sockets.length / MOST_SLICES));
    const cuts: Promise<void>[] = [];
    for (let first = 0; first < sockets.length; first += slice) {
      if (first) await delay(BETWEEN_SLICES);
      cuts.push(...sockets.slice(first, first + slice).map((socket) => closeGracefully(socket, GOODBYE)));
    }
    await Promise.all(cuts);
  }
}
