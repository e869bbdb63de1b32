import { Injectable, Logger } from '@nestjs/common';
import { Bus } from '../cluster/bus.ts';
import { AvailabilityChanged, PresenceHeartbeat } from '../cluster/presence-heartbeat.ts';
import type { Caller } from '../common/caller.ts';
import { DomainEvents } from '../common/domain-events.ts';
import { type ParleySocket, RealtimeService } from '../transport/realtime.service.ts';
import { BlockChanged } from '../blocks/block-events.ts';
import { BlocksRepository } from '../users/blocks.repository.ts';
import { type LastSeen, UsersRepository } from '../users/users.repository.ts';
import { pausedUntil } from '../users/quiet-times.policy.ts';
import type { Preferences } from '../users/users.dto.ts';
import { PreferencesChanged } from '../users/users.service.ts';
import type { PresenceState } from './presence.dto.ts';

/** Changes of presence within this time are broadcast together, after a single query for all of them. */
const BATCH_DELAY_MS = 1_000;
const VISIBILITY_TOPIC = 'presence_visibility';
const BLOCK_TOPIC = 'presence_block';

/** Sends changes of presence to this node's sockets that watch the person and still share a room with them. */
@Injectable()
export class PresenceBroadcaster {
  private readonly logger = new Logger(PresenceBroadcaster.name);
  /** People whose availability has changed since the last broadcast, and when. */
  private pending = new Map<string, Date>();

  constructor(
    private readonly online: PresenceHeartbeat,
    private readonly users: UsersRepository,
    private readonly realtime: RealtimeService,
    private readonly blocks: BlocksRepository,
    events: DomainEvents,
    bus: Bus,
  ) {
    events.on(AvailabilityChanged, ({ userId }) => this.schedule(userId));
    events.on(PreferencesChanged, async ({ userId, before, now }) => {
      if (shownOf(before) === shownOf(now)) return;
      bus.publish(VISIBILITY_TOPIC, { userId });
      await this.emitVisibility(userId);
    });
    events.on(BlockChanged, async (change) => {
      bus.publish(BLOCK_TOPIC, change);
      await this.emitBlock(change);
    });
    bus.on(BLOCK_TOPIC, (change: BlockChanged) => void this.emitBlock(change));
    bus.on(VISIBILITY_TOPIC, ({ userId }: Pick<Caller, 'userId'>) => void this.emitVisibility(userId));
  }

  private schedule(userId: string): void {
    if (!this.pending.size) setTimeout(() => void this.emitPending(), BATCH_DELAY_MS).unref();
    this.pending.set(userId, new Date());
  }

  /**
   * Every node receives every change and informs its own connections; changes of people who hide their presence are not
   * sent.
   */
  private async emitPending(): Promise<void> {
    const { pending } = this;
    this.pending = new Map();
    const watched = [...pending.keys()].filter((userId) => this.realtime.socketsWatching(userId).length);
    await this.emit(watched, (userId, person) => {
      if (person.hidden) return undefined;
      // Read after the query, which may have taken longer than an earlier query.
      const presence = this.online.availabilityOf(userId);
      const lastSeenAt = presence === 'offline' ? (pending.get(userId)?.toISOString() ?? null) : null;
      return { userId, presence, lastSeenAt, ...pauseOf(person) };
    });
  }

  /** At once, to every watching connection except the person's own. */
  private async emitVisibility(userId: string): Promise<void> {
    await this.emit([userId], (_, person) => stateFor(userId, person, this.online), { toThemselves: false });
  }

  /** At once, to those connections of the two people that watch the other one. */
  private async emitBlock({ userId, otherId }: BlockChanged): Promise<void> {
    try {
      const people = await this.users.lastSeen([userId, otherId]);
      const areApart = (await this.blocks.apartFrom(userId)).has(otherId);
      for (const [watched, watcher] of [
        [userId, otherId],
        [otherId, userId],
      ] as const) {
        const sockets = this.realtime.socketsWatching(watched).filter(({ data }) => data.caller.userId === watcher);
        if (sockets.length)
          this.realtime.local
            .to(sockets.map(({ id }) => id))
            .emit('presence_changed', stateFor(watched, areApart ? undefined : people.get(watched), this.online));
      }
    } catch (error) {
      this.logger.warn(`A block is not told to those who watch: ${String(error)}`);
    }
  }

  private async emit(
    userIds: string[],
    stateOf: (userId: string, person: LastSeen) => PresenceState | undefined,
    { toThemselves = true } = {},
  ): Promise<void> {
    try {
      const people = await this.users.lastSeen(userIds);
      const audience = await this.audienceOf(people);
      for (const [userId, person] of people) {
        const state = stateOf(userId, person);
        const sockets = (audience.get(userId) ?? []).filter(
          ({ data }) => toThemselves || data.caller.userId !== userId,
        );
        if (state && sockets.length)
          this.realtime.local.to(sockets.map(({ id }) => id)).emit('presence_changed', state);
      }
    } catch (error) {
      this.logger.warn(`Changes of presence are not broadcast: ${String(error)}`);
    }
  }

  /**
   * The watching sockets whose person still shares a room with the watched one. All accounts share the Lobby, so only pairs
   * with a guest are looked up. Nobody is told of a person whom they have blocked, or who has blocked them.
   */
  private async audienceOf(people: ReadonlyMap<string, LastSeen>): Promise<Map<string, ParleySocket[]>> {
    const watching = new Map([...people.keys()].map((userId) => [userId, this.realtime.socketsWatching(userId)]));
    const isUncertain = (userId: string, { caller }: ParleySocket['data']) =>
      caller.userId !== userId && (caller.role === 'guest' || Boolean(people.get(userId)?.isGuest));
    const pairs = [...watching].flatMap(([userId, sockets]) =>
      sockets.flatMap(({ data }) => (isUncertain(userId, data) ? [[userId, data.caller.userId] as const] : [])),
    );
    const apartFrom = await this.blocks.apartFromEach([...people.keys()]);
    const together = new Set((await this.users.sharingRoom(pairs)).map((pair) => pair.join()));
    for (const [userId, sockets] of watching)
      watching.set(
        userId,
        sockets.filter(({ data }) => {
          const watcher = data.caller.userId;
          if (apartFrom.get(userId)?.has(watcher)) return false;
          return !isUncertain(userId, data) || together.has([userId, watcher].join());
        }),
      );
    return watching;
  }
}

/** What of their preferences others are shown: of people who hide their presence nothing else, nor that it changes. */
const shownOf = ({ hidePresence, sharePaused, dndUntil, quietHours }: Preferences): string =>
  hidePresence ? '' : JSON.stringify(sharePaused === false ? null : [dndUntil ?? null, quietHours ?? null]);

function pauseOf({ pausing }: LastSeen): Pick<PresenceState, 'paused' | 'pausedUntil'> {
  const until = pausing.sharePaused === false ? null : pausedUntil(pausing, new Date());
  return { paused: until !== null, pausedUntil: until?.toISOString() ?? null };
}

/** As others see a person: people who hide their presence are offline and never seen. */
export function stateFor(userId: string, person: LastSeen | undefined, online: PresenceHeartbeat): PresenceState {
  if (!person || person.hidden)
    return { userId, presence: 'offline', lastSeenAt: null, paused: false, pausedUntil: null };
  const presence = online.availabilityOf(userId);
  const lastSeenAt = presence === 'offline' ? (person.seen?.toISOString() ?? null) : null;
  return { userId, presence, lastSeenAt, ...pauseOf(person) };
}
