import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';
import type { Changes, History, Message } from '../../src/timeline/message.dto.ts';
import type { Room } from '../../src/rooms/rooms.dto.ts';
import {
  apply as applyToWindow,
  withChanges,
  type HeldState,
  heldState,
  type RoomWindow,
  withPage,
  emptyWindow,
  withNewer,
  withOlder,
  withPerson,
} from '../../client/src/app/messages/messages-state.ts';
import {
  apply as applyToRooms,
  noRooms,
  roomsWithKnownPeople,
  type RoomsState,
  type ServerEvent,
  startFrom,
  withKnownPeople,
} from '../../client/src/app/rooms/rooms-state.ts';
import { type KnownPeople, withPeople } from '../../client/src/app/users/people-state.ts';
import { eventually, type ReceivedEvent, type Member } from './member.ts';

/** Everything a client shows of rooms and messages. */
export interface ClientState {
  rooms: Record<string, Room>;
  messages: Record<string, readonly Message[]>;
}

/**
 * The state of a client: its own pure functions, fed with every event that its member receives. It holds the whole history of
 * every room, so that no difference can hide.
 */
export class SimulatedClient {
  private rooms: RoomsState = noRooms;
  private people: KnownPeople = new Map();
  /** How often a room was loaded from nothing. */
  resets = 0;
  private readonly windows = new Map<string, RoomWindow>();
  /** Events before the answer of `sync`: they may be older or newer than it. */
  private buffered?: ServerEvent[];

  constructor(readonly member: Member) {
    member.onEvent = ({ event, payload }: ReceivedEvent) => {
      const received = { name: event, payload } as ServerEvent;
      if (this.buffered) this.buffered.push(received);
      else this.apply(received);
    };
  }

  /** Connects and catches up from its last state. */
  async goOnline(): Promise<void> {
    this.buffered = [];
    const held = new Map([...this.windows].map(([roomId, window]) => [roomId, heldState(window)]));
    const { rooms, changes } = await this.member.goOnline([...held].map(([roomId, state]) => ({ roomId, ...state })));
    this.rooms = roomsWithKnownPeople(startFrom(this.rooms, rooms), this.people);
    for (const roomId of this.windows.keys()) if (!this.rooms.has(roomId)) this.windows.delete(roomId);
    for (const { roomId, ...answer } of changes) await this.catchUp(roomId, answer, held.get(roomId));
    const early = this.buffered;
    this.buffered = undefined;
    for (const event of early) this.apply(event);
  }

  goOffline(): void {
    this.member.goOffline();
  }

  /** Reads unread rooms and fills gaps, as a client does in the background. */
  async fetchMissing(): Promise<void> {
    for (const { id, revision } of this.rooms.values()) {
      const window = this.windows.get(id);
      if (!window) {
        await this.startOver(id);
      } else if (window.early.length || window.revision < revision) await this.catchUp(id);
      else if (window.hasAfter) await this.loadNewer(id, window);
    }
  }

  get state(): ClientState {
    return {
      rooms: Object.fromEntries(
        [...this.rooms].map(([id, room]) => [id, { ...room, lastMessage: comparable(room.lastMessage) }]),
      ),
      messages: Object.fromEntries([...this.windows].map(([id, { messages }]) => [id, messages.map(comparable)])),
    };
  }

  private apply(event: ServerEvent): void {
    if (event.name === 'user_changed') this.people = withPeople(this.people, [event.payload]);
    this.rooms = roomsWithKnownPeople(applyToRooms(this.rooms, event, this.member.id), this.people);
    switch (event.name) {
      case 'receive_message':
      case 'message_changed':
        return this.updateWindow(event.payload.roomId, (window) =>
          applyToWindow(window, this.withNames(event.payload)),
        );
      case 'receive_messages':
        return event.payload.forEach((message) =>
          this.updateWindow(message.roomId, (window) => applyToWindow(window, this.withNames(message))),
        );
      case 'user_changed':
        for (const id of this.windows.keys()) this.updateWindow(id, (window) => withPerson(window, event.payload));
        return;
      case 'room_left':
        this.windows.delete(event.payload.roomId);
    }
  }

  private withNames(message: Message): Message {
    return withKnownPeople(message, this.people);
  }

  private page(page: History): History {
    return { ...page, items: page.items.map((item) => this.withNames(item)) };
  }

  private updateWindow(roomId: string, how: (window: RoomWindow) => RoomWindow): void {
    const window = this.windows.get(roomId);
    if (window) this.windows.set(roomId, how(window));
  }

  private async loadAll(roomId: string): Promise<void> {
    const page = (before?: number) =>
      this.member.must<History>('GET', `/rooms/${roomId}/messages?limit=100${before ? `&before=${before}` : ''}`);
    const newest = await page();
    this.updateWindow(roomId, (window) => withPage(window, this.page(newest)));
    for (let window = this.windows.get(roomId); window?.hasBefore; window = this.windows.get(roomId)) {
      const older = await page(window.messages[0]?.seq);
      this.updateWindow(roomId, (held) => withOlder(held, this.page(older), window?.messages[0]?.seq ?? 0));
    }
  }

  /** Like the list of a client: messages between the loaded pages, and changes meanwhile, lie beyond a gap. */
  private async loadNewer(roomId: string, { revision, epoch, messages }: RoomWindow): Promise<void> {
    const last = messages.at(-1)?.seq ?? 0;
    const newer = await this.member.must<History>('GET', `/rooms/${roomId}/messages?limit=100&after=${last}`);
    this.updateWindow(roomId, (window) => withNewer(window, this.page(newer), last));
    await this.catchUpFrom(roomId, { revision, epoch });
  }

  /** All pages are joined before any is applied: a single page may have holes that a later one fills. */
  private async catchUp(roomId: string, answered?: Changes, asked?: HeldState): Promise<void> {
    const window = this.windows.get(roomId);
    if (!window) return;
    const items: Message[] = [];
    let held = asked ?? heldState(window);
    let page = answered ?? (await this.changes(roomId, held));
    for (;;) {
      if (page.reset) return this.startOver(roomId);
      items.push(...page.items);
      if (!page.more) break;
      if (page.items.length) held = { revision: page.revision, epoch: page.epoch };
      page = await this.changes(roomId, held);
    }
    const { revision, epoch } = page;
    this.updateWindow(roomId, (now) =>
      now.epoch === window.epoch || now.epoch === epoch
        ? withChanges(now, { items: items.map((item) => this.withNames(item)), revision, epoch })
        : now,
    );
  }

  private changes(roomId: string, { revision, ...known }: HeldState): Promise<Changes> {
    const query = Object.entries({ since: revision, ...known }).map(([name, value]) => `${name}=${value}`);
    return this.member.must('GET', `/rooms/${roomId}/changes?${query.join('&')}`);
  }

  private async startOver(roomId: string): Promise<void> {
    this.resets++;
    const { revision = 0, epoch = 1 } = this.rooms.get(roomId) ?? {};
    this.windows.set(roomId, emptyWindow(revision, epoch));
    await this.loadAll(roomId);
    await this.catchUpFrom(roomId, { revision, epoch });
  }

  /** Revisions are counted while pages are loading; changes meanwhile may be missing in them. */
  private async catchUpFrom(roomId: string, held: HeldState): Promise<void> {
    if (this.windows.get(roomId)?.revision !== held.revision)
      await this.catchUp(roomId, await this.changes(roomId, held), held);
  }
}

/**
 * Without the revision up to which a summary counts replies. A client that was offline knows a reply in its newest state
 * alone, edited since, and has counted up to that; the server has counted up to its insertion. Both count the same.
 */
const comparable = <M extends Message | null>(message: M): M =>
  message?.thread ? { ...message, thread: { ...message.thread, revision: 0 } } : message;

/** The state of a new client after its first sync: the truth. */
export async function freshState(member: Member): Promise<ClientState> {
  const device = new SimulatedClient(member.sameSession());
  await device.goOnline();
  await device.fetchMissing();
  device.goOffline();
  return device.state;
}

/** Waits until the state of each client equals a fresh sync; after ten seconds it fails with the difference. */
export async function expectConverged(devices: readonly SimulatedClient[]): Promise<void> {
  for (const device of devices.filter(({ member }) => member.socket)) {
    let fresh: ClientState | undefined;
    const isConverged = async () => {
      await device.fetchMissing();
      fresh = await freshState(device.member);
      return isDeepStrictEqual(device.state, fresh);
    };
    const converged = await eventually(isConverged, 'the same').catch(() => false);
    if (!converged) expect(device.state).toEqual(fresh);
    expect(converged).toBe(true);
  }
}
