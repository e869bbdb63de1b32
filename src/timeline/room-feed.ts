import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DomainEvents } from '../common/domain-events.ts';
import { limits } from '../shared/limits.ts';
import { metrics } from '../common/metrics.ts';
import { Bus } from '../cluster/bus.ts';
import { Lease } from '../cluster/lease.ts';
import { type ParleySocket, RealtimeService } from '../transport/realtime.service.ts';
import type { Message } from './message.dto.ts';
import type { TargetsByUser, PreloadedTargets } from './notification-target.ts';
import { TimelineRepository } from './timeline.repository.ts';
import { RoomBroadcaster } from './room-broadcaster.ts';
import { NoticesRecovered, RoomJoined } from './timeline-events.ts';

/** How often the heads are compared, in milliseconds: twice as often while hints do not flow. */
const POLL = 2_000;
const POLL_WITHOUT_HINTS = 1_000;
/** A change that arrives before the one it follows waits this long before the database is asked. */
const PATIENCE = 100;
/** Between `follow` and the socket's joining lie some milliseconds; this is plenty. */
const FORGET_AFTER = 30_000;

/** A room and the first message in it that somebody may see. */
export interface VisibleRoom {
  roomId: string;
  visibleFromSeq: number;
}

type Join = VisibleRoom & { userId: string };

interface WaitingChange {
  message: Message;
  targets: TargetsByUser | undefined;
}

const NO_TARGETS: PreloadedTargets = new Map();

/** How far this node has told its sockets about one room. */
interface Followed {
  /** Undefined until the head was read: until then everything waits. */
  revision?: number;
  seq: number;
  /** Whether it is a talk between two. */
  isDirect: boolean;
  /** Changes that came ahead of their turn, by revision. */
  waiting: Map<number, WaitingChange>;
  ready: Promise<void>;
  /** When somebody last asked for it; a room that nobody is in is forgotten a while later. */
  wantedAt: number;
  repair?: Promise<void>;
}

/**
 * Tells this node's sockets about every change of the rooms they are in: once, in the order of revisions. Changes
 * come from services here, from other nodes by the bus, and, whatever else was lost (a crash between commit and
 * publish, Redis away, a hint dropped), from the repair poll, which compares heads and reads what is missing.
 */
@Injectable()
export class RoomFeed implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(RoomFeed.name);
  private readonly rooms = new Map<string, Followed>();
  private timer?: NodeJS.Timeout;
  private stopped = false;

  constructor(
    private readonly timeline: TimelineRepository,
    private readonly realtime: RealtimeService,
    private readonly bus: Bus,
    private readonly lease: Lease,
    private readonly announcements: DomainEvents,
    private readonly broadcaster: RoomBroadcaster,
  ) {
    bus.on('join', (join: Join) => void this.joinHere(join));
    bus.on('timeline', (messages: Message[]) => this.offer(messages, NO_TARGETS));
  }

  /**
   * Makes sure that from now on every change of these rooms reaches the sockets in them. Whatever was committed before
   * this resolves is for the caller to read; whatever comes after is emitted.
   */
  async follow(roomIds: string[]): Promise<void> {
    const unknown = roomIds.filter((id) => !this.rooms.has(id));
    if (unknown.length) {
      const ready = this.readHeads(unknown);
      for (const id of unknown) this.rooms.set(id, { seq: 0, isDirect: false, waiting: new Map(), ready, wantedAt: 0 });
    }
    const rooms = roomIds.flatMap((id) => this.rooms.get(id) ?? []);
    for (const room of rooms) room.wantedAt = Date.now();
    await Promise.all(rooms.map(({ ready }) => ready));
  }

  /** Lets all connections of a person, on every node, hear a room from now on. */
  async join(join: Join): Promise<void> {
    this.bus.publish('join', join);
    await this.joinHere(join);
  }

  /** Committed changes of one room, for everybody who is in it, on every node. */
  publish(messages: Message[], targets = NO_TARGETS): void {
    this.offer(messages, targets);
    this.bus.publish('timeline', messages);
  }

  onApplicationBootstrap(): void {
    this.schedulePoll();
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Lets one connection hear rooms; for guests, only of messages from a seq on. */
  async subscribe(socket: ParleySocket, rooms: VisibleRoom[]): Promise<void> {
    await this.follow(rooms.map(({ roomId }) => roomId));
    this.open(socket, rooms);
  }

  /** Lets one connection hear a room that its person has entered while they were connected. */
  async subscribeToJoined(socket: ParleySocket, room: VisibleRoom): Promise<void> {
    await this.follow([room.roomId]);
    const { isDirect = false, seq = 0 } = this.rooms.get(room.roomId) ?? {};
    this.open(socket, [room]);
    void this.announcements.publish(new RoomJoined(socket, room.roomId, isDirect, seq));
  }

  /** At once: what is told before goes past this connection, and all that is told after reaches it. */
  private open(socket: ParleySocket, rooms: VisibleRoom[]): void {
    for (const { roomId, visibleFromSeq } of rooms) {
      if (visibleFromSeq > 1) socket.data.visibleFrom.set(roomId, visibleFromSeq);
      else socket.data.visibleFrom.delete(roomId);
    }
    void socket.join(rooms.map(({ roomId }) => `room:${roomId}`));
  }

  private async joinHere({ userId, ...room }: Join): Promise<void> {
    try {
      for (const socket of this.realtime.socketsOfUser(userId)) await this.subscribeToJoined(socket, room);
    } catch (error) {
      this.logger.warn(`${userId} does not hear room ${room.roomId} until the next sync: ${String(error)}`);
    }
  }

  private async readHeads(roomIds: string[]): Promise<void> {
    try {
      for (const { roomId, revision, lastSeq, isDirect } of await this.timeline.headsWithKind(roomIds)) {
        const room = this.rooms.get(roomId);
        if (!room) continue;
        Object.assign(room, { revision, seq: lastSeq, isDirect });
        this.drain(roomId, room);
      }
    } catch (error) {
      for (const roomId of roomIds) this.rooms.delete(roomId);
      throw error;
    }
  }

  private offer(messages: Message[], targets: PreloadedTargets): void {
    const [first] = messages;
    const room = first && this.rooms.get(first.roomId);
    if (!first || !room) return; // nobody here is in that room
    for (const message of messages) room.waiting.set(message.revision, { message, targets: targets.get(message.id) });
    this.drain(first.roomId, room);
    if (room.waiting.size) setTimeout(() => void this.repairIfStuck(first.roomId, room), PATIENCE).unref();
  }

  /** Emits what waits, as far as it is in order. */
  private drain(roomId: string, room: Followed): void {
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

  private async repairIfStuck(roomId: string, room: Followed): Promise<void> {
    if (room.waiting.size) await this.repair(roomId, room, 'stuck');
  }

  /** Reads from the database what should have been heard and was not. */
  private repair(roomId: string, room: Followed, cause: 'stuck' | 'poll'): Promise<void> {
    room.repair ??= this.readMissing(roomId, room, cause)
      .catch((error: unknown) => this.logger.warn(`Room ${roomId} is behind: ${String(error)}`))
      .finally(() => (room.repair = undefined));
    return room.repair;
  }

  private async readMissing(roomId: string, room: Followed, cause: 'stuck' | 'poll'): Promise<void> {
    await room.ready;
    for (;;) {
      const since = room.revision ?? 0;
      const changes = await this.timeline.changedSince(roomId, 0, since, limits.changesPerAnswer);
      const due = changes.filter((message) => message.revision > (room.revision ?? 0));
      if (!this.lease.isFresh) return; // it stays behind, and the poll finds it again
      room.revision = Math.max(room.revision ?? 0, changes.at(-1)?.revision ?? 0);
      metrics.recoveredGaps.inc({ cause }, due.length);
      this.broadcaster.broadcast(roomId, room, due, NO_TARGETS);
      const notices = due.filter(({ system }) => system);
      if (notices.length) void this.announcements.publish(new NoticesRecovered(notices));
      if (changes.length < limits.changesPerAnswer) break;
    }
    this.drain(roomId, room);
  }

  private schedulePoll(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.poll(), this.bus.isHealthy ? POLL : POLL_WITHOUT_HINTS).unref();
  }

  private forgetEmptyRooms(): void {
    const channels = this.realtime.server.of('/').adapter.rooms;
    for (const [roomId, { wantedAt }] of this.rooms)
      if (!channels.has(`room:${roomId}`) && wantedAt < Date.now() - FORGET_AFTER) this.rooms.delete(roomId);
  }

  private async poll(): Promise<void> {
    try {
      this.forgetEmptyRooms();
      for (const { roomId, revision } of await this.timeline.heads([...this.rooms.keys()])) {
        const room = this.rooms.get(roomId);
        if (room?.revision === undefined || revision <= room.revision) continue;
        metrics.repairPolls.inc();
        await this.repair(roomId, room, 'poll');
        // For a socket that missed what the others heard.
        this.realtime.local.volatile.to(`room:${roomId}`).emit('room_heads', [{ roomId, revision: room.revision }]);
      }
    } catch (error) {
      this.logger.warn(`The repair poll failed: ${String(error)}`);
    } finally {
      this.schedulePoll();
    }
  }
}
