import { Injectable } from '@nestjs/common';
import { metrics } from '../common/observability/metrics.ts';
import type { Room } from '../rooms/rooms.dto.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import { limits } from '../shared/limits.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { AnswerBudget } from './answer-budget.ts';
import type { HeldRoom, RoomChanges } from './sync.dto.ts';

/** What a client has missed in the rooms whose messages it holds. */
@Injectable()
export class MissedChangesReader {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly timeline: TimelineService,
  ) {}

  /** @param rooms those the person is in; of others nothing is answered */
  async of(userId: string, rooms: Room[], held: HeldRoom[]): Promise<RoomChanges[]> {
    return counted(await this.read(rooms, held, userId));
  }

  private async read(rooms: Room[], held: HeldRoom[], userId: string): Promise<RoomChanges[]> {
    const mine = new Map(rooms.map((room) => [room.id, room]));
    const answers: RoomChanges[] = [];
    const budget = new AnswerBudget();
    for (const { roomId, ...known } of held) {
      const { revision, epoch } = known;
      const room = mine.get(roomId);
      if (!room) continue;
      if (room.revision - revision > limits.changesBeforeReset) {
        answers.push({ roomId, items: [], revision: room.revision, more: false, reset: true, epoch: room.epoch });
        continue;
      }
      if (room.revision === revision && (epoch ?? room.epoch) === room.epoch) {
        answers.push({ roomId, items: [], revision, more: false, reset: false, epoch: room.epoch });
        continue;
      }
      // The client continues from its revision by `changes`, which also detects whether it has to start over.
      if (budget.isExhausted) {
        answers.push({ roomId, items: [], revision, more: true, reset: false, epoch: epoch ?? room.epoch });
        continue;
      }
      const facts = await this.rooms.facts(roomId, userId);
      if (!facts?.role) continue;
      const changes = await this.timeline.changes(roomId, facts.visibleFromSeq, known);
      answers.push(budget.take({ roomId, ...changes }));
    }
    return answers;
  }
}

function counted(answers: RoomChanges[]): RoomChanges[] {
  for (const { reset, items } of answers)
    metrics.changesResponses.inc({ result: reset ? 'reset' : items.length ? 'delta' : 'nothing' });
  return answers;
}
