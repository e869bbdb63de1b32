import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { limits } from '../shared/limits.ts';
import { DatabaseHistory } from '../common/database/database-history.ts';
import { metrics } from '../common/observability/metrics.ts';
import { type Audience, Bus } from '../cluster/bus.ts';
import { Lease } from '../cluster/lease.ts';
import { RepairInterval } from '../cluster/repair-interval.ts';
import { RealtimeService } from '../transport/realtime.service.ts';
import type { Message } from './message.dto.ts';
import type { TargetsByUser, PreloadedTargets } from './notification-target.ts';
import { TimelineRepository } from './timeline.repository.ts';
import { RoomBroadcaster } from './room-broadcaster.ts';

const REPAIR_POLL = { whileHintsFlowMs: 2_000, withoutHintsMs: 1_000 };
/** A change that arrives before its predecessor waits this long before the database is read. */
const GAP_TIMEOUT_MS = 100;
/** Much longer than the few milliseconds between `follow` and a socket's join. */
const FORGET_EMPTY_ROOM_AFTER_MS = 30_000;

const NO_TARGETS: PreloadedTargets = new Map();

interface WaitingChange {
  message: Message;
  targets: TargetsByUser | undefined;
}

/** The broadcast state of a room on this node. */
interface FollowedRoom {
  /** The revision of the last broadcast change. Undefined until the head was read: until then all changes wait. */
  revision?: number;
  /** The seq of the last broadcast message. */
  seq: number;
  isDirect: boolean;
  /** Changes that arrived before their predecessors, by revision. */
  waiting: Map<number, WaitingChange>;
  ready: Promise<void>;
  /** When `follow` was last called for it, in milliseconds since 1970; an empty room is forgotten a while later. */
  followedAt: number;
  repair?: Promise<void>;
}

const audienceOf = (roomId: string): Audience => `room:${roomId}`;

/**
 * Broadcasts every change of the rooms that this node's sockets are in: once, in the order of revisions. Changes come from
 * services here, from other nodes by the bus, and, whatever else was lost (a crash between commit and publish, Redis away,
 * a dropped hint), from the repair poll, which compares heads and reads what is missing.
 */
@Injectable()
export class RoomFeed implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(RoomFeed.name);
  private readonly rooms = new Map<string, FollowedRoom>();
  private readonly repairPoll: RepairInterval;

  constructor(
    private readonly repository: TimelineRepository,
    private readonly realtime: RealtimeService,
    private readonly bus: Bus,
    private readonly lease: Lease,
    private readonly broadcaster: RoomBroadcaster,
    private readonly history: DatabaseHistory,
  ) {
    this.repairPoll = new RepairInterval(bus, REPAIR_POLL, () => this.poll());
    bus.on('timeline', (messages: Message[], generation = history.generation) => {
      if (generation === history.generation) this.enqueue(messages, NO_TARGETS);
    });
    history.onChange(() => this.startOver());
  }

  /**
   * From now on every change of these rooms reaches the sockets in them. The caller reads what was committed before
   * this resolves; later commits are broadcast.
   */
  async follow(roomIds: string[]): Promise<void> {
    const unknown = roomIds.filter((id) => !this.rooms.has(id));
    if (unknown.length) {
      const ready = this.listen(unknown);
      for (const id of unknown)
        this.rooms.set(id, { seq: 0, isDirect: false, waiting: new Map(), ready, followedAt: 0 });
    }
    const rooms = roomIds.flatMap((id) => this.rooms.get(id) ?? []);
    for (const room of rooms) room.followedAt = Date.now();
    await Promise.all(rooms.map(({ ready }) => ready));
  }

  /** Up to which seq a followed room was broadcast here. */
  positionOf(roomId: string): Pick<FollowedRoom, 'seq' | 'isDirect'> {
    return this.rooms.get(roomId) ?? { seq: 0, isDirect: false };
  }

  /** Broadcasts committed changes of one room on every node that follows it. @param targets for those of them that are new messages */
  publish(messages: Message[], targets = NO_TARGETS): void {
    this.enqueue(messages, targets);
    const [first] = messages;
    if (first) this.bus.publishTo(`room:${first.roomId}`, 'timeline', messages, this.history.generation);
  }

  onApplicationBootstrap(): void {
    this.repairPoll.start();
  }

  onApplicationShutdown(): void {
    this.repairPoll.stop();
  }

  /**
   * The database has another history, in which rooms may be shorter and have other messages. Nothing of it is broadcast to a
   * connection that knows the old one: all connect anew, and their `sync` compares what they hold.
   */
  private startOver(): void {
    this.forget([...this.rooms.keys()]);
    this.realtime.reconnectAll();
  }

  /** Hints arrive before the heads are read, so that none is missed in between. */
  private async listen(roomIds: string[]): Promise<void> {
    await this.bus.listen(roomIds.map(audienceOf));
    await this.readHeads(roomIds);
  }

  private forget(roomIds: string[]): void {
    for (const roomId of roomIds) this.rooms.delete(roomId);
    this.bus.unlisten(roomIds.map(audienceOf));
  }

  private async readHeads(roomIds: string[]): Promise<void> {
    const { changes } = this.history;
    try {
      for (const { roomId, revision, lastSeq, isDirect } of await this.repository.headsWithKind(roomIds)) {
        const room = this.rooms.get(roomId);
        if (!room || changes !== this.history.changes) continue;
        Object.assign(room, { revision, seq: lastSeq, isDirect });
        this.drain(roomId, room);
      }
    } catch (error) {
      this.forget(roomIds);
      throw error;
    }
  }

  private enqueue(messages: Message[], targets: PreloadedTargets): void {
    const [first] = messages;
    const room = first && this.rooms.get(first.roomId);
    if (!first || !room) return; // no socket of this node is in that room
    for (const message of messages) room.waiting.set(message.revision, { message, targets: targets.get(message.id) });
    this.drain(first.roomId, room);
    if (room.waiting.size) setTimeout(() => void this.repairIfStuck(first.roomId, room), GAP_TIMEOUT_MS).unref();
  }

  /** Broadcasts the waiting changes up to the first gap. */
  private drain(roomId: string, room: FollowedRoom): void {
    if (room.revision === undefined || !this.lease.isFresh) return;
    const due: Message[] = [];
    const targets = new Map<string, TargetsByUser>();
    for (const revision of [...room.waiting.keys()].sort((a, b) => a - b)) {
      if (revision > room.revision + 1) break;
      const change = room.waiting.get(revision);
      room.waiting.delete(revision);
      if (revision <= room.revision || !change) continue; // broadcast already
      room.revision = revision;
      due.push(change.message);
      if (change.targets) targets.set(change.message.id, change.targets);
    }
    this.broadcaster.broadcast(roomId, room, due, targets);
  }

  private async repairIfStuck(roomId: string, room: FollowedRoom): Promise<void> {
    if (room.waiting.size) await this.repair(roomId, room, 'stuck');
  }

  /** Reads missing changes from the database. */
  private repair(roomId: string, room: FollowedRoom, cause: 'stuck' | 'poll'): Promise<void> {
    room.repair ??= this.broadcastMissing(roomId, room, cause)
      .catch((error: unknown) => this.logger.warn(`Room ${roomId} is behind: ${String(error)}`))
      .finally(() => (room.repair = undefined));
    return room.repair;
  }

  private async broadcastMissing(roomId: string, room: FollowedRoom, cause: 'stuck' | 'poll'): Promise<void> {
    await room.ready;
    const { changes: histories } = this.history;
    for (;;) {
      const since = room.revision ?? 0;
      const changes = await this.repository.changedSince(roomId, 0, since, limits.changesPerAnswer);
      const due = changes.filter((message) => message.revision > (room.revision ?? 0));
      if (histories !== this.history.changes) return;
      if (!this.lease.isFresh) return; // the room stays behind, and the next poll finds it again
      room.revision = Math.max(room.revision ?? 0, changes.at(-1)?.revision ?? 0);
      metrics.recoveredGaps.inc({ cause }, due.length);
      this.broadcaster.broadcastRecovered(roomId, room, due);
      if (changes.length < limits.changesPerAnswer) break;
    }
    this.drain(roomId, room);
  }

  private forgetEmptyRooms(): void {
    const channels = this.realtime.server.of('/').adapter.rooms;
    const before = Date.now() - FORGET_EMPTY_ROOM_AFTER_MS;
    const isEmpty = ([roomId, { followedAt }]: [string, FollowedRoom]) =>
      !channels.has(`room:${roomId}`) && followedAt < before;
    this.forget([...this.rooms].filter(isEmpty).map(([roomId]) => roomId));
  }

  private async poll(): Promise<void> {
    try {
      await this.repository.verifyHistory();
      this.forgetEmptyRooms();
      for (const { roomId, revision, epoch } of await this.repository.heads([...this.rooms.keys()])) {
        const room = this.rooms.get(roomId);
        if (room?.revision === undefined || revision <= room.revision) continue;
        metrics.repairPolls.inc();
        await this.repair(roomId, room, 'poll');
        // For a socket that missed what the others received.
        this.realtime.local.volatile
          .to(`room:${roomId}`)
          .emit('room_heads', [{ roomId, revision: room.revision, epoch }]);
      }
    } catch (error) {
      this.logger.warn(`The repair poll failed: ${String(error)}`);
    }
  }
}
