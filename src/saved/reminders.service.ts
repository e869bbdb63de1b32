import { Injectable } from '@nestjs/common';
import { Database } from '../common/database/database.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';
import { PersonalStream } from '../personal/personal-stream.service.ts';
import type { PersonalKey } from '../personal/personal.repository.ts';
import { RealtimeService } from '../transport/realtime.service.ts';
import { RemindersRepository } from './reminders.repository.ts';

const POLL_MS = 2_000;

/**
 * Rings reminders that are due: each node for the people who are connected to it. Who is connected nowhere is reminded once
 * they are. A reminder that has rung is committed before it is told, and is told like every other change of the stream: by a
 * node that is killed in between, another one's poll or the next `sync` takes over.
 */
@Injectable()
export class RemindersService {
  constructor(
    private readonly database: Database,
    private readonly repository: RemindersRepository,
    private readonly stream: PersonalStream,
    private readonly realtime: RealtimeService,
    tasks: ScheduledTasks,
  ) {
    tasks.onEveryNode(POLL_MS, 'reminders', () => this.ringDue());
  }

  async ringDue(): Promise<void> {
    const connected = this.connected();
    if (!connected.length) return;
    for (let rung = await this.ringSome(connected); rung > 0; rung = await this.ringSome(connected));
  }

  private async ringSome(userIds: string[]): Promise<number> {
    const keys = await this.database.transaction(async (tx) => {
      const due = await this.repository.claim(tx, userIds);
      const rung: PersonalKey[] = [];
      for (const [userId, reminders] of Map.groupBy(due, (each) => each.userId)) {
        const changes = reminders.map(({ messageId: id }) => ({ kind: 'saved', id, isGone: false }));
        rung.push(...(await this.stream.record(tx, userId, changes)));
      }
      if (rung.length) await this.repository.markReminded(tx, rung);
      return rung;
    });
    await this.stream.publish(keys);
    return keys.length;
  }

  private connected(): string[] {
    const sockets = [...this.realtime.server.of('/').sockets.values()];
    return [
      ...new Set(sockets.filter(({ data }) => data.synced && !data.caller.token).map(({ data }) => data.caller.userId)),
    ];
  }
}
