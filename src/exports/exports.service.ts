import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.ts';
import { AccountDeleted } from '../auth/account-deletion.service.ts';
import { SessionsService } from '../auth/sessions.service.ts';
import { DomainEvents } from '../common/domain-events.ts';
import type { Caller } from '../common/caller.ts';
import { Config } from '../common/config.ts';
import { Database } from '../common/database.ts';
import { Problem } from '../common/problem.ts';
import { RateLimits } from '../common/rate-limits.ts';
import { HOUR_MS, ScheduledTasks } from '../common/scheduled-tasks.ts';
import { MailService } from '../mail/mail.service.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import { FollowersRepository } from '../timeline/followers.repository.ts';
import { TimelineRepository } from '../timeline/timeline.repository.ts';
import { recipientOf } from '../users/recipient.ts';
import { UsersService } from '../users/users.service.ts';
import { DataExportEntity } from './data-export.entity.ts';
import type { ExportState } from './exports.dto.ts';
import { ExportsRepository } from './exports.repository.ts';

const POLL_MS = 60_000;
const MESSAGES_PER_PART = 1_000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** Everything we know of a person, for that person to take: made in the background, however much it is. */
@Injectable()
export class ExportsService {
  private readonly logger = new Logger(ExportsService.name);

  constructor(
    private readonly exports: ExportsRepository,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly rooms: RoomsRepository,
    private readonly timeline: TimelineRepository,
    private readonly followers: FollowersRepository,
    private readonly mail: MailService,
    private readonly audit: AuditService,
    private readonly limits: RateLimits,
    private readonly database: Database,
    private readonly config: Config,
    announcements: DomainEvents,
    rounds: ScheduledTasks,
  ) {
    announcements.on(AccountDeleted, ({ userId }) => this.exports.remove(userId));
    rounds.onOneNode(POLL_MS, 'exports', () => this.work());
    rounds.onOneNode(HOUR_MS, 'old exports', () => this.exports.removeExpired());
  }

  async request(caller: Caller): Promise<ExportState> {
    await this.limits.take('export', caller.userId);
    const requested = await this.exports.replaceRequest(caller.userId);
    await this.audit.record('data_exported', { actorId: caller.userId, targetId: caller.userId });
    // Not awaited: should this process end, another finds the request in its round.
    void this.work().catch((error: unknown) => this.logger.warn(`Left to the next round: ${String(error)}`));
    return view(requested);
  }

  async show(caller: Caller): Promise<ExportState> {
    const found = await this.exports.find(caller.userId);
    return found ? view(found) : { requestedAt: null, readyAt: null };
  }

  /** The file, read part by part. */
  async open({ userId }: Caller): Promise<Readable> {
    const found = await this.exports.find(userId);
    if (!found?.readyAt) throw new Problem('export_not_ready');
    return Readable.from(this.parts(userId));
  }

  private async *parts(userId: string): AsyncGenerator<string> {
    for (let part = 0; ; part++) {
      const content = await this.exports.readPart(userId, part);
      if (content === undefined) return;
      yield content;
    }
  }

  private async work(): Promise<void> {
    for (let userId = await this.exports.claim(); userId; userId = await this.exports.claim()) await this.make(userId);
  }

  private async make(userId: string): Promise<void> {
    const account = await this.users.ownProfile(userId);
    const head = {
      exportedAt: new Date().toISOString(),
      account,
      sessions: await this.sessions.ofUser(userId),
      rooms: (await this.rooms.roomsOf(userId)).map((room) => ({ ...room, lastMessage: undefined })),
      followedThreads: await this.followers.ofUser(userId),
    };
    await this.exports.writePart(userId, 0, `${JSON.stringify(head).slice(0, -1)},"messages":[`);
    let part = 1;
    for (let last = FIRST_ID, first = true; ; first = false) {
      const messages = await this.timeline.byAuthor(userId, last, MESSAGES_PER_PART);
      if (!messages.length) break;
      const text = messages.map((message) => JSON.stringify(message)).join(',\n');
      await this.exports.writePart(userId, part++, first ? text : `,\n${text}`);
      last = messages.at(-1)?.id ?? last;
    }
    await this.exports.writePart(userId, part, ']}\n');
    await this.finish(userId);
  }

  private async finish(userId: string): Promise<void> {
    const mailId = await this.database.transaction(async (tx) => {
      await tx.update(DataExportEntity, { userId }, { readyAt: new Date() });
      const { email, ...user } = await this.users.get(userId);
      if (!email) return undefined; // a guest looks for themselves
      const values = { name: user.displayName, url: `${this.config.publicUrl}/settings/data` };
      return this.mail.enqueue(tx, recipientOf({ ...user, email }), 'data-export', values);
    });
    if (mailId) this.mail.dispatch(mailId);
  }
}

const view = ({ requestedAt, readyAt }: DataExportEntity): ExportState => ({
  requestedAt: requestedAt.toISOString(),
  readyAt: readyAt?.toISOString() ?? null,
});
