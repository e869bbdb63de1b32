import { Logger } from '@nestjs/common';
import { metrics } from '../common/observability/metrics.ts';

/** Origins that get a line of their own: a scanner may think of any number. */
const MAX_NAMED = 50;

/** Connections from pages of another address than this server is set up for: counted, and named in the log once each. */
export class RejectedOrigins {
  private readonly logger = new Logger('Connections');
  private readonly named = new Set<string>();

  constructor(private readonly publicUrl: string) {}

  note(origin: string | undefined): void {
    metrics.rejectedOrigins.inc();
    const name = (origin ?? '').slice(0, 200);
    if (this.named.has(name) || this.named.size >= MAX_NAMED) return;
    this.named.add(name);
    this.logger.warn(
      `Pages at ${JSON.stringify(name)} may not connect: this server is at ${this.publicUrl}. Open that address, or set PUBLIC_URL or ALLOWED_ORIGINS`,
    );
  }
}
