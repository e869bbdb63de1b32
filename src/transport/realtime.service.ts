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

/** The channels of events. Only the server joins sockets to channels, after a check in the database. */
export type Channel =
  `room:${string}` | `user:${string}` | `session:${string}` | `presence:${string}` | ReceiptsChannel | NotifyAllChannel;

/** The channel of a room's sockets whose users are notified of all of its messages. */
type NotifyAllChannel = `notify-all:${string}`;
const notifyAllChannel = (roomId: string): NotifyAllChannel => `notify-all:${roomId}`;

/** Whether the user of a socket is notified of all messages of a room. */
export const wantsAllOf = ({ rooms }: ParleySocket, roomId: string): boolean => rooms.has(notifyAllChannel(roomId));

/** The channels of synced sockets whose users do, or do not, receive the read marks of others. */
export type ReceiptsChannel = 'receipts:on' | 'receipts:off';
export const receiptsChannel = (enabled: boolean): ReceiptsChannel => (enabled ? 'receipts:on' : 'receipts:off');

const isOfKind =
  <Kind extends string>(kind: Kind) =>
  (channel: unknown): channel is `${Kind}:${string}` =>
    typeof channel === 'string' && channel.startsWith(`${kind}:`);
const isRoomChannel = isOfKind('room');
const isUserChannel = isOfKind('user');

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

/** Whether the sockets of a user receive the read marks of others. */
interface ReceiptsHint {
  userId: string;
  enabled: boolean;
}

/** Whose right to what has ended: of a person to a room, of everybody to a room, or of a session to everything. */
export type AccessEnd = { userId: string; roomId: string } | { roomId: string } | { sessionId: string };

/** Emits to sockets: of this node at once, of other nodes by a hint. Call it after the commit. */
@Injectable()
export class RealtimeService {
  /** Without sockets until `attach`: a worker has none, so its events reach other nodes only. */
  private io: ParleyServer = new Server();
  private readonly accessEndListeners: ((end: AccessEnd) => void)[] = [];

  constructor(
    private readonly bus: Bus,
    private readonly lease: Lease,
  ) {
    bus.on('emit', (emit: Emit) => this.deliver(emit));
    bus.on('leave', (move: Move) => this.removeLocally(move));
    bus.on('close', ({ roomId }: { roomId: string }) => this.closeLocally(roomId));
    bus.on('receipts', ({ userId, enabled }: ReceiptsHint) => this.changeReceipts(userId, enabled));
    bus.on('end', ({ sessionId, reason }: { sessionId: string; reason: SessionEnd }) =>
      this.disconnectSession(sessionId, reason),
    );
  }

  /** Called once, when the socket server has started. */
  attach(server: ParleyServer): void {
    this.io = server;
    server.of('/').adapter.on('delete-room', (channel: string) => {
      if (isUserChannel(channel)) this.bus.unlisten([channel]);
    });
  }

  get server(): ParleyServer {
    return this.io;
  }

  /** From now on a socket gets the events of its user. */
  async joinUser(socket: ParleySocket): Promise<void> {
    const channel = `user:${socket.data.caller.userId}` as const;
    await this.bus.listen([channel]);
    await socket.join(channel);
    await this.bus.listen([channel]); // the user's last other connection may have gone meanwhile
  }

  /** This node's sockets of a user that have synced. */
  socketsOfUser(userId: string): ParleySocket[] {
    return this.socketsIn(`user:${userId}`);
  }

  /** This node's sockets in a room. */
  socketsInRoom(roomId: string): ParleySocket[] {
    return this.socketsIn(`room:${roomId}`);
  }

  /** This node's sockets that watch the presence of a user. */
  socketsWatching(userId: string): ParleySocket[] {
    return this.socketsIn(`presence:${userId}`);
  }

  /** The users of this node's sockets in a room. */
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
    this.emitOnAllNodes({ channel, event, payload, except });
  }

  /** To this node's sockets only: for changes that each node detects by itself. */
  emitLocally<E extends EventName>(
    channel: Channel | Channel[],
    event: E,
    payload: Events[E],
    except?: Channel | Channel[],
  ): void {
    this.deliver({ channel, event, payload, except });
  }

  /** To some of the sockets in a room, except those that have left it since. */
  emitToSockets<E extends EventName>(roomId: string, to: ParleySocket[], event: E, payload: Events[E]): void {
    const remaining = to.filter(({ rooms }) => rooms.has(`room:${roomId}`)).map(({ id }) => id);
    if (remaining.length && this.lease.isFresh) this.local.to(remaining).emit(event, payload);
  }

  /** For short-lived events (typing): dropped rather than queued for a slow reader. */
  emitVolatile<E extends EventName>(
    channel: Channel,
    event: E,
    payload: Events[E],
    except?: Channel | Channel[],
  ): void {
    this.emitOnAllNodes({ channel, event, payload, except, volatile: true });
  }

  /** Takes a user's sockets out of a room, on every node; `RoomSubscriptions.join` puts them in. */
  removeFromRoom(userId: string, roomId: string): void {
    this.removeLocally({ userId, roomId });
    this.bus.publish('leave', { userId, roomId } satisfies Move);
  }

  /** Takes all sockets out of a room, on every node. */
  closeRoom(roomId: string): void {
    this.closeLocally(roomId);
    this.bus.publish('close', { roomId });
  }

  /** Disconnects a session's sockets on every node, after an event with the reason. */
  endSession(sessionId: string, reason: SessionEnd): void {
    this.disconnectSession(sessionId, reason);
    this.bus.publish('end', { sessionId, reason });
  }

  /** Gives this node's sockets of a user another role. */
  setRoleLocally(userId: string, role: Role): void {
    for (const socket of this.socketsOfUser(userId)) socket.data.caller = { ...socket.data.caller, role };
  }

  /** Sets whether a user's sockets receive the read marks of others. */
  setReceipts(userId: string, enabled: boolean): void {
    this.changeReceipts(userId, enabled);
    this.bus.publish('receipts', { userId, enabled } satisfies ReceiptsHint);
  }

  /** Whether a user of this node is notified of all messages of a room. */
  wantsAnyAllOf(roomId: string): boolean {
    return this.server.of('/').adapter.rooms.has(notifyAllChannel(roomId));
  }

  /** Sets whether a socket's user is notified of all messages of a room. */
  setNotifyAll(socket: ParleySocket, roomId: string, isWanted: boolean): void {
    void (isWanted ? socket.join(notifyAllChannel(roomId)) : socket.leave(notifyAllChannel(roomId)));
  }

  private socketsIn(channel: Channel): ParleySocket[] {
    const { adapter, sockets } = this.server.of('/');
    return [...(adapter.rooms.get(channel) ?? [])].flatMap((id) => sockets.get(id) ?? []);
  }

  private changeReceipts(userId: string, enabled: boolean): void {
    this.local.in(`user:${userId}`).socketsLeave(receiptsChannel(!enabled));
    this.local.in(`user:${userId}`).socketsJoin(receiptsChannel(enabled));
  }

  private emitOnAllNodes(emit: Emit): void {
    this.deliver(emit);
    const { channel } = emit;
    if (isRoomChannel(channel) || isUserChannel(channel)) this.bus.publishTo(channel, 'emit', emit);
    else this.bus.publish('emit', emit);
  }

  /** Emits nothing without a lease: sockets that missed events catch up when it is renewed (`reconnectAll`). */
  private deliver({ channel, event, payload, except, volatile }: Emit): void {
    if (!this.lease.isFresh) return;
    const local = volatile ? this.local.volatile : this.local;
    (except ? local.to(channel).except(except) : local.to(channel)).emit(event, payload);
  }

  /** Closes all connections, so that clients reconnect and catch up: this node may have missed events. */
  reconnectAll(): void {
    for (const socket of this.server.of('/').sockets.values()) socket.conn.close();
  }

  /** For what else must end with a right: called on every node, beside the sockets. */
  onAccessEnd(listener: (end: AccessEnd) => void): void {
    this.accessEndListeners.push(listener);
  }

  private announceAccessEnd(end: AccessEnd): void {
    for (const listener of this.accessEndListeners) listener(end);
  }

  private removeLocally({ userId, roomId }: Move): void {
    this.local.in(`user:${userId}`).socketsLeave(`room:${roomId}`);
    this.announceAccessEnd({ userId, roomId });
  }

  private closeLocally(roomId: string): void {
    this.local.in(`room:${roomId}`).socketsLeave(`room:${roomId}`);
    this.announceAccessEnd({ roomId });
  }

  private disconnectSession(sessionId: string, reason: SessionEnd): void {
    this.local.to(`session:${sessionId}`).emit('session_ended', { reason });
    this.local.in(`session:${sessionId}`).disconnectSockets(true);
    this.announceAccessEnd({ sessionId });
  }
}
