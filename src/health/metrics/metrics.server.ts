import { createServer, type Server, type ServerResponse } from 'node:http';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { Config } from '../../common/config.ts';
import { registry } from '../../common/observability/metrics.ts';
import { ProcessGauges } from './process-gauges.ts';
import { ServiceGauges } from './service-gauges.ts';

/** A request, and its answer, may take this long. */
const REQUEST_MS = 15_000;

/**
 * Serves `/metrics` on a separate port (`METRICS_PORT`, at `METRICS_HOST`) that must not be public, and `/health/live` for workers, which
 * have no other server. Process values (memory, garbage collection, lag of the event loop) are included.
 */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Metrics');
  private readonly process = new Registry();
  private server?: Server;

  constructor(
    private readonly config: Config,
    private readonly gauges: ProcessGauges,
    private readonly services: ServiceGauges,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { METRICS_PORT: port, METRICS_HOST: host } = this.config.env;
    if (port === undefined) return;
    collectDefaultMetrics({ register: this.process });
    const timeouts = { headersTimeout: REQUEST_MS, requestTimeout: REQUEST_MS };
    const server = createServer(timeouts, (request, response) => void this.respond(request.url ?? '', response));
    this.server = server.setTimeout(REQUEST_MS);
    server.on('upgrade', (_request, socket) => socket.on('error', () => socket.destroy()).destroy());
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) => reject(new Error(`METRICS_PORT ${port}: ${error.message}`)));
      server.listen({ port, ...(host && { host }) }, resolve);
    });
    server.on('error', (error) => this.logger.error(error));
  }

  onApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  /** The outermost catch: an error ends this answer only. */
  private async respond(url: string, response: ServerResponse): Promise<void> {
    response.on('error', (error) => this.logger.warn(error.message));
    try {
      await this.answer(url, response);
    } catch (error) {
      this.logger.error(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    }
  }

  private async answer(url: string, response: ServerResponse): Promise<void> {
    if (url === '/health/live')
      return void response.setHeader('Content-Type', 'application/json').end('{"status":"ok"}');
    if (url !== '/metrics') return void response.writeHead(404).end();
    const all = Registry.merge([registry, this.gauges.registry, this.services.registry, this.process]);
    response.setHeader('Content-Type', all.contentType).end(await all.metrics());
  }
}
