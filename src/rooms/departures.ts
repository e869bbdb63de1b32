import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AccountDeleted } from '../auth/account-removal.ts';
import { Announcements } from '../common/announcements.ts';
import { Database } from '../common/database.ts';
import { MembersRepository } from './members.repository.ts';
import { MembershipService } from './membership.service.ts';

/** Should an announcement be lost, the hourly round finds who was left behind. */
const ROUND = 3_600_000;

/** Takes people out of their rooms when their account ends. */
@Injectable()
export class Departures implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Departures.name);
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly members: MembersRepository,
    private readonly membership: MembershipService,
    private readonly database: Database,
    announcements: Announcements,
  ) {
    announcements.on(AccountDeleted, () => this.round());
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.round(), ROUND).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async round(): Promise<void> {
    try {
      for (const { roomId, userId } of await this.members.leftBehind()) {
        const notice = await this.database.transaction((tx) =>
          this.membership.exit(tx, roomId, userId, 'member_left', true),
        );
        if (notice) await this.membership.farewell(roomId, userId, 'left', notice);
      }
    } catch (error) {
      this.logger.warn(`Left for the next round: ${String(error)}`);
    }
  }
}
