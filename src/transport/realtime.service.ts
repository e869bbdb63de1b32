import { Injectable } from '@nestjs/common';
import { type DefaultEventsMap, Server, type Socket } from 'socket.io';
import type { SocketData } from '../common/caller.ts';
import { Bus } from '../cluster/bus.ts';
import type { EventName, Events } from './events.ts';
import { Lease } from '../cluster/lease.ts';
import type { SessionEnd } from './transport.dto.ts';
import type { Role } from '../shared/roles.ts';

export type ParleyServer = Server<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>;
export type ParleySocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>;

/** Where events go. Sockets are put into channels by the server only, after a look into the database. */
export type Channel =
  `room:${string}` | `user:${string}` | `session:${string}` | `presence:${string}` | ReceiptsChannel;

/** Every socket that has synced is in one of the two: whether its person is told how far others have read. */
export type ReceiptsChannel = 'receipts:on' | 'receipts:off';
export const receiptsChannel = (told: boolean): ReceiptsChannel => (told ? 'receipts:on' : 'receipts:off');

interface Emit {
  channel: Channel | Channel[];
  event: EventName;
  payload: unknown;
  except?: Channel | Channel[];
  volatile?: boolean;
}

interface Move {
  userId: string;
  roomId: string;
}

/** How a service reaches sockets: here at once, on other nodes by a hint. Call it after the commit. */
@Injectable()
export class RealtimeService {
  /** Until there is a listener: nobody is connected, so a worker's events reach other nodes only. */
  private io: ParleyServer = new Server();

  constructor(
    private readonly bus: Bus,
    private readonly lease: Lease,
  ) {
    bus.on('emit', (emit: Emit) => this.deliver(emit));
    bus.on('leave', ({ userId, roomId }: Move) => this.local.in(`user:${userId}`).socketsLeave(`room:${roomId}`));
    bus.on('close', ({ roomId }: { roomId: string }) => this.local.in(`room:${roomId}`).socketsLeave(`room:${roomId}`));
    bus.on('receipts', ({ userId, told }: { userId: string; told: boolean }) => this.changeReceipts(userId, told));
    bus.on('end', ({ sessionId, reason }: { sessionId: string; reason: SessionEnd }) => this.cut(sessionId, reason));
  }

  /** Called once, when the socket server stands. */
  attach(server: ParleyServer): void {
    this.io = server;
  }

  get server(): ParleyServer {
    return this.io;
  }

  /** A person's connections to this node that have synced. */
  socketsOfUser(userId: string): ParleySocket[] {
    const { adapter, sockets } = this.server.of('/');
    return [...(adapter.rooms.get(`user:${userId}`) ?? [])].flatMap((id) => sockets.get(id) ?? []);
  }

  /** The connections to this node that hear a room. */
  socketsInRoom(roomId: string): ParleySocket[] {
    const { adapter, sockets } = this.server.of('/');
    return [...(adapter.rooms.get(`room:${roomId}`) ?? [])].flatMap((id) => sockets.get(id) ?? []);
  }

  /** Their people. */
  usersInRoom(roomId: string): string[] {
    return [...new Set(this.socketsInRoom(roomId).map(({ data }) => data.caller.userId))];
  }

  /** This node's sockets only. */
  get local() {
    return this.server.local;
  }

  /** A socket in several of the channels gets the event once. */
  emit<E extends EventName>(
    channel: Channel | Channel[],
    event: E,
    payload: Events[E],
    except?: Channel | Channel[],
  ): void {
    this.everywhere({ channel, event, payload, except });
  }

  /** To this node's sockets only: what each node finds out by itself. */
  emitLocally<E extends EventName>(
    channel: Channel | Channel[],
    event: E,
    payload: Events[E],
    except?: Channel | Channel[],
  ): void {
    this.deliver({ channel, event, payload, except });
  }

  /** To some of those connections, unless they have left the room since. */
  emitToSockets<E extends EventName>(roomId: string, to: ParleySocket[], event: E, payload: Events[E]): void {
    const still = to.filter(({ rooms }) => rooms.has(`room:${roomId}`)).map(({ id }) => id);
    if (still.length && this.lease.isFresh) this.local.to(still).emit(event, payload);
  }

  /** For what is out of date a moment later (typing): dropped rather than queued for a slow reader. */
  emitVolatile<E extends EventName>(channel: Channel, event: E, payload: Events[E], except?: Channel): void {
    this.everywhere({ channel, event, payload, except, volatile: true });
  }

  /** No connection of this person hears the room any more; joining is the feed's (`RoomFeed.join`). */
  removeFromRoom(userId: string, roomId: string): void {
    this.local.in(`user:${userId}`).socketsLeave(`room:${roomId}`);
    this.bus.publish('leave', { userId, roomId } satisfies Move);
  }

  /** Nobody hears this room any more. */
  closeRoom(roomId: string): void {
    this.local.in(`room:${roomId}`).socketsLeave(`room:${roomId}`);
    this.bus.publish('close', { roomId });
  }

  /** Ends a session's connections: the client is told why, then cut. */
  endSession(sessionId: string, reason: SessionEnd): void {
    this.cut(sessionId, reason);
    this.bus.publish('end', { sessionId, reason });
  }

  /** A person's connections to this node go on with another role. */
  setRoleLocally(userId: string, role: Role): void {
    for (const socket of this.socketsOfUser(userId)) socket.data.caller = { ...socket.data.caller, role };
  }

  /** Whether a person's connections are told how far others have read. */
  setReceipts(userId: string, told: boolean): void {
    this.changeReceipts(userId, told);
    this.bus.publish('receipts', { userId, told });
  }

  private changeReceipts(userId: string, told: boolean): void {
    this.local.in(`user:${userId}`).socketsLeave(receiptsChannel(!told));
    this.local.in(`user:${userId}`).socketsJoin(receiptsChannel(told));
  }

  private everywhere(emit: Emit): void {
    this.deliver(emit);
    this.bus.publish('emit', emit);
  }

  /** Silent without a lease: whoever misses something then is made to catch up when it is back (`resync`). */
  private deliver({ channel, event, payload, except, volatile }: Emit): void {
    if (!this.lease.isFresh) return;
    const local = volatile ? this.local.volatile : this.local;
    (except ? local.to(channel).except(except) : local.to(channel)).emit(event, payload);
  }

  /** This node may have kept silent about something: everybody here loses the connection, comes back and catches up. */
  reconnectAll(): void {
    for (const socket of this.server.of('/').sockets.values()) socket.conn.close();
  }

  private cut(sessionId: string, reason: SessionEnd): void {
    this.local.to(`session:${sessionId}`).emit('session_ended', { reason });
    this.local.in(`session:${sessionId}`).disconnectSockets(true);
  }
}
