import { performance } from 'node:perf_hooks';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Bus } from '../cluster/bus.ts';
import { Lease } from '../cluster/lease.ts';
import { type ParleySocket, RealtimeService } from '../transport/realtime.service.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import { RoomSubscriptions } from '../timeline/room-subscriptions.ts';
import { SweepRepository } from './sweep.repository.ts';

/** Shorter while hints do not flow, so that a room joined through another node does not wait for long. */
const SWEEP_INTERVAL_MS = 5_000;
const SWEEP_INTERVAL_WITHOUT_HINTS_MS = 2_000;

/**
 * Makes this node's connections agree with the database after lost hints: it closes the connections of sessions that
 * have ended, unsubscribes from rooms that were left and subscribes to rooms that were joined. It has nothing to do
 * when no hint was lost.
 */
@Injectable()
export class SweepService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(SweepService.name);
  private timer?: NodeJS.Timeout;
  private stopped = false;

  constructor(
    private readonly sweeps: SweepRepository,
    private readonly rooms: RoomsRepository,
    private readonly subscriptions: RoomSubscriptions,
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
    this.timer = setTimeout(
      () => void this.sweep(),
      this.bus.isHealthy ? SWEEP_INTERVAL_MS : SWEEP_INTERVAL_WITHOUT_HINTS_MS,
    ).unref();
  }

  private async sweep(): Promise<void> {
    const asOf = performance.now();
    try {
      const sockets = [...this.realtime.server.of('/').sockets.values()];
      // Read even without connections, because the result renews the lease.
      await this.closeEnded(sockets);
      await this.correctSubscriptions(sockets.filter((socket) => socket.connected && socket.data.synced));
      this.renew(asOf);
    } catch (error) {
      this.logger.warn(`The sweep failed: ${String(error)}`);
    } finally {
      this.schedule();
    }
  }

  private renew(asOf: number): void {
    const wasFresh = this.lease.isFresh;
    this.lease.renew(asOf);
    if (wasFresh) return;
    this.logger.warn('The database is back: all connections catch up');
    this.realtime.reconnectAll();
  }

  private async closeEnded(sockets: ParleySocket[]): Promise<void> {
    const sessionIds = new Set(sockets.map((socket) => socket.data.caller.sessionId));
    for (const { id, reason } of await this.sweeps.ended([...sessionIds])) this.realtime.endSession(id, reason);
  }

  private async correctSubscriptions(sockets: ParleySocket[]): Promise<void> {
    // Read before the query: rooms joined or left meanwhile are left to the next sweep.
    const subscribed = new Map(sockets.map((socket) => [socket, subscribedRooms(socket)]));
    if (!subscribed.size) return;
    const memberships = await this.sweeps.roomsOf([...new Set(sockets.map((socket) => socket.data.caller.userId))]);
    for (const [socket, before] of subscribed) {
      const wanted = memberships.get(socket.data.caller.userId) ?? new Set();
      for (const roomId of before) if (!wanted.has(roomId)) await this.correct(socket, roomId);
      for (const roomId of wanted) if (!before.has(roomId)) await this.correct(socket, roomId);
    }
  }

  private async correct(socket: ParleySocket, roomId: string): Promise<void> {
    const { userId } = socket.data.caller;
    const facts = await this.rooms.facts(roomId, userId);
    if (facts?.role) await this.subscriptions.subscribeToJoined(socket, facts);
    // Read again once subscribed: later commits move the socket by their own events.
    const room = facts?.role ? await this.rooms.view(roomId, userId) : undefined;
    if (room?.role) return void socket.emit('room_joined', room);
    await socket.leave(`room:${roomId}`);
    socket.emit('room_left', { roomId, reason: 'left' });
  }
}

/** The ids of the rooms whose events a socket gets. */
export const subscribedRooms = (socket: ParleySocket): Set<string> =>
  new Set([...socket.rooms].flatMap((channel) => (channel.startsWith('room:') ? channel.slice('room:'.length) : [])));
