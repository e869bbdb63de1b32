import { Injectable, Logger } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import type { Caller } from '../../common/caller.ts';
import { RateLimits, rateLimits } from '../../common/limits/rate-limits.ts';
import { metrics } from '../../common/observability/metrics.ts';
import { requestContext } from '../../common/observability/request-context.ts';
import { Problem } from '../../common/problem.ts';

/**
 * Counts wrong room codes per account, per address and all together: six characters could be guessed by many attempts.
 * Right codes are not counted.
 */
@Injectable()
export class RoomCodeGuesses {
  private readonly logger = new Logger(RoomCodeGuesses.name);
  private quietUntil = 0;

  constructor(
    private readonly limits: RateLimits,
    private readonly audit: AuditService,
  ) {}

  /** @throws Problem `too_many_requests` */
  assertMayTry({ userId }: Caller): void {
    this.limits.check('joinFailure', userId);
    this.limits.check('roomCode', addressOfRequest());
  }

  /** @throws Problem `too_many_requests` */
  async recordFailure({ userId }: Caller): Promise<void> {
    metrics.wrongRoomCodes.inc();
    await this.raiseAlarm();
    await this.limits.take('roomCode', addressOfRequest());
    await this.limits.take('joinFailure', userId);
  }

  /** Alerts operators once in each period of the limit: codes are guessed from many accounts or addresses at once. */
  private async raiseAlarm(): Promise<void> {
    try {
      await this.limits.take('roomCodeAlarm', 'all');
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (Date.now() < this.quietUntil) return;
      const [wrongCodes, seconds] = rateLimits.roomCodeAlarm;
      this.quietUntil = Date.now() + seconds * 1000;
      this.logger.warn('Room codes are being guessed: too many wrong ones from all addresses together');
      await this.audit.record('room_codes_guessed', { detail: { wrongCodes: `more than ${wrongCodes}` } });
    }
  }
}

const addressOfRequest = (): string => requestContext()?.ip ?? '';
