import { performance } from 'node:perf_hooks';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Bus } from '../cluster/bus.ts';
import { Lease } from '../cluster/lease.ts';
import { type ParleySocket, RealtimeService } from '../transport/realtime.service.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import { RoomFeed } from '../timeline/room-feed.ts';
import { SweepRepository } from './sweep.repository.ts';

/** In milliseconds; while hints do not flow, a room entered by way of another node should not wait for long. */
const SWEEP = 5_000;
const SWEEP_WITHOUT_HINTS = 2_000;

/**
 * Makes this node's connections what the database says, whatever hints were lost: a session that was ended elsewhere
 * is cut, a room that was left is not heard any longer, a room that was entered is heard. With every hint in time it
 * finds nothing to do.
 */
@Injectable()
export class SweepService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(SweepService.name);
  private timer?: NodeJS.Timeout;
  private stopped = false;

  constructor(
    private readonly truth: SweepRepository,
    private readonly rooms: RoomsRepository,
    private readonly feed: RoomFeed,
    private readonly realtime: RealtimeService,
    private readonly bus: Bus,
    private readonly lease: Lease,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule();
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.sweep(), this.bus.isHealthy ? SWEEP : SWEEP_WITHOUT_HINTS).unref();
  }

  private async sweep(): Promise<void> {
    const asOf = performance.now();
    try {
      const sockets = [...this.realtime.server.of('/').sockets.values()];
      // Asked with nobody connected too: the answer is what renews the lease.
      await this.cutEnded(sockets);
      await this.moveAll(sockets.filter((socket) => socket.connected && socket.data.synced));
      this.renew(asOf);
    } catch (error) {
      this.logger.warn(`The sweep failed: ${String(error)}`);
    } finally {
      this.schedule();
    }
  }

  private renew(asOf: number): void {
    const kept = this.lease.isFresh;
    this.lease.renew(asOf);
    if (kept) return;
    this.logger.warn('The database is back: everybody here catches up');
    this.realtime.reconnectAll();
  }

  private async cutEnded(sockets: ParleySocket[]): Promise<void> {
    const sessionIds = new Set(sockets.map((socket) => socket.data.caller.sessionId));
    for (const { id, reason } of await this.truth.ended([...sessionIds])) this.realtime.endSession(id, reason);
  }

  private async moveAll(sockets: ParleySocket[]): Promise<void> {
    // Looked at before the question is asked: who comes or goes meanwhile is no business of this sweep.
    const heard = new Map(sockets.map((socket) => [socket, subscribedRooms(socket)]));
    if (!heard.size) return;
    const truth = await this.truth.roomsOf([...new Set(sockets.map((socket) => socket.data.caller.userId))]);
    for (const [socket, before] of heard) {
      const wanted = truth.get(socket.data.caller.userId) ?? new Set();
      for (const roomId of before) if (!wanted.has(roomId)) await this.settle(socket, roomId);
      for (const roomId of wanted) if (!before.has(roomId)) await this.settle(socket, roomId);
    }
  }

  private async settle(socket: ParleySocket, roomId: string): Promise<void> {
    const { userId } = socket.data.caller;
    const facts = await this.rooms.facts(roomId, userId);
    if (facts?.role) await this.feed.subscribeToJoined(socket, facts);
    // Looked at once more, now that it listens: what is committed after this look moves the socket by itself.
    const room = facts?.role ? await this.rooms.view(roomId, userId) : undefined;
    if (room?.role) return void socket.emit('room_joined', room);
    await socket.leave(`room:${roomId}`);
    socket.emit('room_left', { roomId, reason: 'left' });
  }
}

/** The ids of the rooms that a socket hears. */
export const subscribedRooms = (socket: ParleySocket): Set<string> =>
  new Set([...socket.rooms].flatMap((channel) => (channel.startsWith('room:') ? channel.slice('room:'.length) : [])));
