import { computed, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { limits } from '@api/shared/limits.ts';
import type { EventName } from '@api/transport/events.ts';
import type { MemberPage, RoomGroupPage, UpdateMembership } from '@api/rooms/members/members.dto.ts';
import type { AllRead, FormerReadMark } from '@api/rooms/read-marks/read-marks.dto.ts';
import type { CreateRoom, Room, RoomLeft, RoomPage } from '@api/rooms/rooms.dto.ts';
import type { GroupPage } from '@api/groups/groups.dto.ts';
import type { UserPage } from '@api/users/users.dto.ts';
import { Api } from '../api/api.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { BlocksStore } from '../blocks/blocks-store.ts';
import { Session } from '../auth/session.ts';
import { PeopleStore } from '../users/people-store.ts';
import { isSilent } from './room-attention.ts';
import {
  apply,
  byLastActivity,
  listedRooms,
  noRooms,
  roomsWithKnownPeople,
  type RoomsState,
  type ServerEvent,
  startFrom,
} from './rooms-state.ts';

const EVENTS = [
  'receive_message',
  'receive_messages',
  'message_changed',
  'room_joined',
  'room_updated',
  'room_left',
  'member_changed',
  'read_changed',
  'user_changed',
] as const satisfies EventName[];

/** The user's rooms: `rooms-state` fed by the socket, and the calls that create, join and leave rooms. */
@Injectable({ providedIn: 'root' })
export class RoomsStore {
  private readonly api = inject(Api);
  private readonly socket = inject(ChatSocket);
  private readonly blocks = inject(BlocksStore);
  private readonly session = inject(Session);
  private readonly knownPeople = inject(PeopleStore);
  private readonly state = signal(noRooms);
  /** Why the user is no longer in a room, while this page is open. */
  private readonly departures = signal<ReadonlyMap<string, RoomLeft['reason']>>(new Map());
  private readonly readSent = new Map<string, number>();
  /**
   * The connection whose `sync` has been answered; events of a newer connection wait in `earlyEvents` until its answer.
   */
  private syncedConnection = 0;
  private earlyEvents: { connection: number; events: ServerEvent[] } = { connection: 0, events: [] };

  private loadOffline: () => Promise<Room[]> = () => Promise.resolve([]);

  /** Whether the rooms come from the server, not from the offline cache. */
  readonly isFresh = signal(false);
  /** False until the server or, while it cannot be reached, the offline cache has answered. */
  readonly loaded = signal(false);
  readonly all = computed(() => byLastActivity(this.state().values()));
  /** In the order of the list. */
  readonly listed = computed(() => listedRooms(this.all()));
  /** The rooms whose messages count outside of their row: in the title and on the icon. */
  private readonly heard = computed(() => this.all().filter((room) => !isSilent(room)));
  readonly unread = computed(() => this.heard().reduce((sum, room) => sum + room.unreadCount, 0));
  readonly mentions = computed(() => this.heard().reduce((sum, room) => sum + room.mentionCount, 0));

  constructor() {
    for (const name of EVENTS) {
      this.socket.on(name, (payload) => this.onEvent({ name, payload } as ServerEvent));
    }
    effect(() => {
      const isCutOff = this.socket.phase() === 'waiting' && !this.isFresh();
      if (isCutOff) untracked(() => void this.loadWithoutSocket());
    });
  }

  /** Sets the source of rooms while the server cannot be reached. */
  useOfflineSource(load: () => Promise<Room[]>): void {
    this.loadOffline = load;
  }

  room(id: string): Room | undefined {
    return this.state().get(id);
  }

  /** Why the user is no longer in a room; undefined when it is unknown. */
  departureFrom(roomId: string): RoomLeft['reason'] | undefined {
    return this.departures().get(roomId);
  }

  applyEvent(event: ServerEvent): void {
    // Only from a room that was open to them: a second event for the same departure may know less.
    if (event.name === 'room_left' && untracked(this.state).has(event.payload.roomId)) {
      const { roomId, reason } = event.payload;
      this.departures.update((known) => new Map(known).set(roomId, reason));
    }
    this.change((state) => apply(state, event, this.session.me()?.id ?? '', (id) => this.blocks.isBlocked(id)));
  }

  /** Applies the answer of `sync`, then the events received while it was on its way. */
  startFrom(rooms: readonly Room[]): void {
    this.show(rooms);
    const { connectionCount: connection } = this.socket;
    const events = this.earlyEvents.connection === connection ? this.earlyEvents.events : [];
    this.syncedConnection = connection;
    this.earlyEvents = { connection, events: [] };
    for (const event of events) this.applyEvent(event);
  }

  create(room: CreateRoom): Promise<Room> {
    return this.addJoined(this.api.post<Room>('/rooms', room));
  }

  joinByCode(code: string, password?: string): Promise<Room> {
    return this.addJoined(this.api.post<Room>('/rooms/join', { code, password }));
  }

  joinPublic(roomId: string, password?: string): Promise<Room> {
    return this.addJoined(this.api.post<Room>(`/rooms/${roomId}/join`, { password }));
  }

  chatWith(userId: string): Promise<Room> {
    return this.addJoined(this.api.put<Room>(`/rooms/direct/${userId}`));
  }

  /** The group conversation with these people. */
  conversationWith(userIds: string[]): Promise<Room> {
    return this.addJoined(this.api.post<Room>('/rooms/groups', { userIds }));
  }

  async leave(roomId: string): Promise<void> {
    await this.api.post(`/rooms/${roomId}/leave`);
    this.applyEvent({ name: 'room_left', payload: { roomId, reason: 'left' } });
  }

  /** Public rooms; `new` are those that the reader is not in. */
  directory(q: string, cursor?: string, show?: 'all' | 'new', sort?: 'activity'): Promise<RoomPage> {
    return this.api.get<RoomPage>('/rooms/directory', { q, cursor, show, sort });
  }

  people(q: string): Promise<UserPage> {
    return this.api.get<UserPage>('/users', { q });
  }

  userGroups(q: string): Promise<GroupPage> {
    return this.api.get<GroupPage>('/groups', { q });
  }

  /** @param q part of a name */
  members(roomId: string, cursor?: string, q?: string): Promise<MemberPage> {
    return this.api.get<MemberPage>(`/rooms/${roomId}/members`, { q, cursor, limit: 100 });
  }

  /** The groups of the server, with how many of their people are in the room. @param q part of a handle or name */
  groups(roomId: string, q?: string): Promise<RoomGroupPage> {
    return this.api.get<RoomGroupPage>(`/rooms/${roomId}/groups`, { q, limit: 100 });
  }

  /** Marks a room as read up to a seq; sent once per seq, and again after a failure. */
  async markRead(roomId: string, seq: number): Promise<void> {
    const room = this.room(roomId);
    const done = room && room.lastReadSeq >= seq && room.unreadCount === 0;
    if (!room || done || (this.readSent.get(roomId) ?? 0) >= seq) return;
    this.readSent.set(roomId, seq);
    try {
      const read = await this.socket.command('mark_read', { roomId, seq });
      this.applyEvent({
        name: 'read_changed',
        payload: { roomId, userId: this.session.me()?.id ?? '', mentionCount: 0, ...read },
      });
    } catch {
      this.readSent.delete(roomId);
    }
  }

  /** @returns what was unread, for `readBack` */
  async markAllRead(): Promise<readonly FormerReadMark[]> {
    return (await this.api.post<AllRead>('/rooms/read-all')).before;
  }

  /** Makes unread again what `markAllRead` has marked. */
  async readBack(marks: readonly FormerReadMark[]): Promise<void> {
    const rooms = marks.map(({ roomId, lastReadSeq }) => ({ roomId, seq: lastReadSeq + 1 }));
    for (const { roomId } of rooms) this.readSent.delete(roomId);
    for (let first = 0; first < rooms.length; first += limits.readBackRooms)
      await this.api.post('/rooms/read-back', { rooms: rooms.slice(first, first + limits.readBackRooms) });
  }

  /** Sets how a room notifies the reader and where it stands in the list, on all devices. */
  async updateMembership(roomId: string, changes: UpdateMembership): Promise<void> {
    const room = await this.api.patch<Room>(`/rooms/${roomId}/membership`, changes);
    this.applyEvent({ name: 'room_updated', payload: room });
  }

  /** Marks the message and all after it as unread. */
  async markUnread(roomId: string, seq: number): Promise<void> {
    const read = await this.socket.command('mark_unread', { roomId, seq });
    this.readSent.delete(roomId);
    const room = this.room(roomId);
    if (!room) return;
    const { lastSeq, mentionCount } = room;
    const userId = this.session.me()?.id ?? '';
    this.applyEvent({ name: 'read_changed', payload: { roomId, userId, ...read, mentionCount, lastSeq, back: true } });
  }

  private onEvent(event: ServerEvent): void {
    const { connectionCount: connection } = this.socket;
    if (connection === this.syncedConnection) return this.applyEvent(event);
    if (connection !== this.earlyEvents.connection) this.earlyEvents = { connection, events: [] };
    this.earlyEvents.events.push(event);
  }

  private change(change: (state: RoomsState) => RoomsState): void {
    const known = untracked(this.knownPeople.known);
    this.state.update((state) => roomsWithKnownPeople(change(state), known));
  }

  private show(rooms: readonly Room[]): void {
    this.change((held) => startFrom(held, rooms));
    this.readSent.clear();
    this.isFresh.set(true);
    this.loaded.set(true);
  }

  /** Where HTTP works but the socket does not, rooms can still be read and waiting messages seen. */
  private async loadWithoutSocket(): Promise<void> {
    const rooms: Room[] = [];
    try {
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page: RoomPage = await this.api.get<RoomPage>('/rooms', { cursor, limit: limits.pageSize });
        rooms.push(...page.items);
        cursor = page.next;
      }
    } catch {
      return this.showOffline(); // The next connection attempt comes here again.
    }
    if (!this.isFresh()) this.show(rooms);
  }

  private async showOffline(): Promise<void> {
    if (this.loaded()) return;
    const rooms = await this.loadOffline().catch(() => []);
    if (this.loaded() || rooms.length === 0) return;
    this.state.set(startFrom(noRooms, rooms));
    this.loaded.set(true);
  }

  /** Adds the room at once; its `room_joined` event may come before or after. */
  private async addJoined(answer: Promise<Room>): Promise<Room> {
    const room = await answer;
    this.applyEvent({ name: 'room_joined', payload: room });
    return room;
  }
}
