import type { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import { Problem } from '../../common/problem.ts';
import { scan } from './scanner.ts';

/** Seconds a client waits before it uploads again while the scanner is away. */
const RETRY_AFTER_SECONDS = 3;

/** The virus scanner of this server. Where none is configured, every file counts as clean. */
@Injectable()
export class VirusScanner {
  private readonly logger = new Logger('Uploads');

  constructor(private readonly config: Config) {}

  /**
   * @param open called only when a scanner is configured
   * @throws Error for anything but a verdict: refused, too slow, too large, cut off
   */
  async isClean(open: () => Readable | Promise<Readable>): Promise<boolean> {
    const { scanner } = this.config;
    return !scanner || scan(scanner, await open());
  }

  /** @throws Problem `file_infected`, `unavailable` */
  async assertClean(open: () => Readable): Promise<void> {
    const clean = await this.isClean(open).catch((error: unknown) => {
      this.logger.warn(String(error));
      throw new Problem('unavailable', 'The virus scanner does not answer', undefined, RETRY_AFTER_SECONDS);
    });
    if (!clean) throw new Problem('file_infected');
  }
}
