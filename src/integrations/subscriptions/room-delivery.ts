import { Injectable } from '@nestjs/common';
import { InFlightWork } from '../../common/in-flight-work.ts';
import { DeliveryResults } from './delivery-results.ts';
import { EventDelivery } from './event-delivery.ts';
import { RoomEventsReader } from './room-events-reader.ts';
import {
  type ClaimedRoom,
  type CursorPosition,
  type DueRoom,
  SubscriptionCursorsRepository,
} from './subscription-cursors.repository.ts';

/** Events that are sent of a room before other rooms of the subscription come. */
const MAX_EVENTS = 200;
/** What was read longer ago is read again before it is sent: it may be deleted meanwhile. */
const FRESH_MS = 2_000;

/** How far the events of a room were sent: `stopped`: not now, `behind`: others follow. */
type Progress = 'stopped' | 'behind' | 'done';

/**
 * Sends the events of a claimed room one after the other. The cursor moves when the receiver has answered: by a process that
 * is killed in between an event is sent once more, by the same id, and none is left out.
 */
@Injectable()
export class RoomDelivery {
  constructor(
    private readonly cursors: SubscriptionCursorsRepository,
    private readonly reader: RoomEventsReader,
    private readonly delivery: EventDelivery,
    private readonly results: DeliveryResults,
    private readonly inFlight: InFlightWork,
  ) {}

  /** @returns whether more of the room is to be sent at once */
  async run(claimed: ClaimedRoom): Promise<boolean> {
    try {
      const budget = { events: MAX_EVENTS };
      let progress: Progress = 'behind';
      while (progress === 'behind' && budget.events > 0) progress = await this.sendSome(claimed, budget);
      return progress === 'behind';
    } finally {
      await this.cursors.release(claimed);
    }
  }

  private async sendSome(claimed: ClaimedRoom, budget: { events: number }): Promise<Progress> {
    let room = await this.cursors.load(claimed);
    if (!room || this.inFlight.isShuttingDown) return 'stopped';
    const visibleFrom = await this.reader.visibleFrom(room, room.roomId);
    if (visibleFrom === undefined) return this.pause(room);
    if (room.revision === null) {
      await this.cursors.begin(room);
      return 'done';
    }
    const { changes, end, more } = await this.reader.read(room, room.revision, visibleFrom);
    const readAt = performance.now();
    let reached: CursorPosition = room;
    for (const { event, position } of changes) {
      if (event) {
        if (this.inFlight.isShuttingDown) return 'stopped';
        if (performance.now() - readAt > FRESH_MS || budget.events <= 0) return this.stopAt(room, reached, 'behind');
        // Asked again for each event: the bot may be removed at any time.
        if ((await this.reader.visibleFrom(room, room.roomId)) === undefined) return this.pause(room);
        const answer = await this.delivery.deliver(room, event, room.roomName);
        budget.events--;
        const known = await this.results.follow(room, event, answer);
        if (!known) return this.stopAt(room, reached, 'stopped');
        room = known;
        if (!(await this.cursors.advance(room, position))) return 'stopped';
      }
      reached = position;
    }
    return this.stopAt(room, end, more ? 'behind' : 'done');
  }

  /** Stores how far was read, events or not. */
  private async stopAt(room: DueRoom, position: CursorPosition, progress: Progress): Promise<Progress> {
    if (position.revision === room.revision && position.epoch === room.epoch) return progress;
    return (await this.cursors.advance(room, position)) ? progress : 'stopped';
  }

  private async pause(room: DueRoom): Promise<Progress> {
    await this.cursors.pause(room);
    return 'stopped';
  }
}
