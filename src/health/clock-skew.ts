import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../common/database/database.ts';

/** Tokens, codes and links end by the clock of a process, rows by that of the database. */
export const NOTICEABLE_SKEW_MS = 5_000;
/** What a column of integers holds; a clock can be decades off. */
const MAX_SKEW_MS = 2_147_483_647;

/** How far the clock of this process is from that of the database. */
@Injectable()
export class ClockSkew {
  private readonly logger = new Logger('Clock');
  private isTold = false;
  /** Milliseconds that this process is ahead, by the last measurement; null before the first. */
  milliseconds: number | null = null;

  constructor(private readonly database: Database) {}

  /** Half of the time that the answer took counts as its way. */
  async measure(): Promise<number> {
    const [asked, began] = [Date.now(), performance.now()];
    const [row] = await this.database.query<{ now: number }>(
      'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now',
    );
    const skew = Math.round(asked + (performance.now() - began) / 2 - (row?.now ?? asked));
    this.milliseconds = Math.max(-MAX_SKEW_MS, Math.min(skew, MAX_SKEW_MS));
    this.tell(this.milliseconds);
    return this.milliseconds;
  }

  /** Once when it begins and once when it ends. */
  private tell(skew: number): void {
    const isNoticeable = Math.abs(skew) >= NOTICEABLE_SKEW_MS;
    if (isNoticeable === this.isTold) return;
    this.isTold = isNoticeable;
    const seconds = Math.round(Math.abs(skew) / 1000);
    if (isNoticeable)
      this.logger.warn(
        `The clock of this machine is ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} the database's: sign-ins and codes end too early or too late. Synchronise both (NTP).`,
      );
    else this.logger.log("The clock of this machine is that of the database's again");
  }
}
