import { Injectable, Logger } from '@nestjs/common';

/** Says once when a process stops being ready, again when the reason changes, and when it is ready again: probes ask every few seconds. */
@Injectable()
export class ReadinessLog {
  private readonly logger = new Logger('Health');
  private reason = '';
  private since = 0;

  notReady(reason: string): void {
    if (reason === this.reason) return;
    if (!this.reason) this.since = performance.now();
    this.reason = reason;
    this.logger.warn(`Not ready: ${reason}`);
  }

  ready(): void {
    if (!this.reason) return;
    this.reason = '';
    this.logger.log(`Ready again after ${Math.round((performance.now() - this.since) / 1000)} s`);
  }
}
