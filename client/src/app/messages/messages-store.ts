import { type DestroyRef, inject, Injectable, untracked } from '@angular/core';
import type { Changes, History, Message } from '@api/timeline/message.dto.ts';
import type { HeldRoom, RoomChanges } from '@api/sync/sync.dto.ts';
import { Api } from '../api/api.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { withKnownPeople } from '../rooms/rooms-state.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { PeopleStore } from '../users/people-store.ts';
import { CatchUp } from './catch-up.ts';
import type { ReactionChange } from './message-reactions.ts';
import {
  apply,
  emptyWindow,
  heldState,
  type RoomWindow,
  withChanges,
  withNewer,
  withOlder,
  withPage,
} from './messages-state.ts';
import { PAGE_MESSAGES } from './page-loader.ts';
import { RoomWindows } from './room-windows.ts';

/** @param isNew sent just now or while this device was offline; else edited, deleted, pinned or reacted to */
type Listener = (message: Message, isNew: boolean) => void;

/** The loaded history of each room: `messages-state` fed by the socket, with gaps filled by `changes`. */
@Injectable({ providedIn: 'root' })
export class MessagesStore {
  private readonly api = inject(Api);
  private readonly socket = inject(ChatSocket);
  private readonly rooms = inject(RoomsStore);
  private readonly people = inject(PeopleStore);
  private readonly windows = new RoomWindows();
  private readonly catchUp = new CatchUp(this.windows, {
    applyChanges: (roomId, changes, newest) => this.applyChanges(roomId, changes, newest),
    reset: (roomId, answer) => this.reset(roomId, answer),
  });
  private readonly listeners = new Set<Listener>();

  private offlineWindow: (roomId: string) => Promise<RoomWindow | null> = () => Promise.resolve(null);
  readonly all = this.windows.all;

  constructor() {
    this.socket.on('receive_message', (message) => this.receiveNew([message]));
    this.socket.on('receive_messages', (messages) => this.receiveNew(messages));
    this.socket.on('message_changed', (message) => {
      this.receive(message);
      this.notify(message, false);
    });
    this.socket.on('user_changed', (person) => this.windows.rename(person));
    this.socket.on('room_heads', (heads) => {
      for (const { roomId, revision, epoch } of heads) {
        const window = this.window(roomId);
        if (window && epoch !== undefined && epoch !== window.epoch)
          void this.catchUp.now(roomId).catch(() => undefined);
        else if (revision > (window?.revision ?? Infinity)) this.catchUp.soon(roomId);
      }
    });
    this.socket.on('room_left', ({ roomId }) => this.windows.drop(roomId));
  }

  /** Sets where a room is read from while the server cannot be reached. */
  useOfflineSource(read: (roomId: string) => Promise<RoomWindow | null>): void {
    this.offlineWindow = read;
  }

  window(roomId: string): RoomWindow | undefined {
    return this.windows.get(roomId);
  }

  /** Calls the listener for every message of any room that reaches this device, new or changed. */
  onMessage(listener: Listener, until?: DestroyRef): void {
    this.listeners.add(listener);
    until?.onDestroy(() => this.listeners.delete(listener));
  }

  /** The rooms that `sync` should bring up to date. */
  loadedRooms(): HeldRoom[] {
    return [...this.all()].map(([roomId, window]) => ({ roomId, ...heldState(window) }));
  }

  /** Loads the page to open a room with: around the first unread message, else the newest. */
  async open(roomId: string, unreadAfter: number | null): Promise<void> {
    if (this.window(roomId)?.messages.length) return;
    try {
      await this.load(roomId, unreadAfter === null ? {} : { around: unreadAfter + 1 });
    } catch (error) {
      if (!(error instanceof ApiProblem && error.code === 'unreachable')) throw error;
      const stored = await this.offlineWindow(roomId).catch(() => null);
      if (!stored) throw error;
      // It counts revisions from where it was stored: the next `sync` brings what came since.
      this.windows.set(roomId, stored);
    }
  }

  showNewest(roomId: string): Promise<void> {
    return this.load(roomId, {});
  }

  async showAround(roomId: string, seq: number): Promise<void> {
    if (this.window(roomId)?.messages.some((message) => message.seq === seq)) return;
    await this.load(roomId, { around: seq });
  }

  /** Loads the messages around a time. @returns the seq of the first message since then, or of the last message */
  async showTime(roomId: string, at: string): Promise<number | null> {
    await this.load(roomId, { at });
    const messages = this.window(roomId)?.messages ?? [];
    return (messages.find(({ createdAt }) => createdAt >= at) ?? messages.at(-1))?.seq ?? null;
  }

  async loadOlder(roomId: string): Promise<void> {
    const first = this.window(roomId)?.messages[0];
    if (first) await this.page(roomId, { before: first.seq }, (window, page) => withOlder(window, page, first.seq));
  }

  async loadNewer(roomId: string): Promise<void> {
    const last = this.window(roomId)?.messages.at(-1);
    if (last) await this.page(roomId, { after: last.seq }, (window, page) => withNewer(window, page, last.seq));
  }

  async edit(messageId: string, body: string): Promise<void> {
    this.receive(await this.socket.command('edit_message', { messageId, body }));
  }

  /** @param clientId identifies the message, so that the server stores a repeat only once */
  async forward(forwardOf: string, roomId: string, clientId: string): Promise<void> {
    this.receive(await this.socket.command('send_message', { roomId, clientId, body: '', forwardOf }));
  }

  async remove(messageId: string): Promise<void> {
    this.receive(await this.socket.command('delete_message', { messageId }));
  }

  async react(messageId: string, { emoji, on }: ReactionChange): Promise<void> {
    this.receive(await this.socket.command(on ? 'add_reaction' : 'remove_reaction', { messageId, emoji }));
  }

  /**
   * Takes a message from an event, an answer or a page. An early message waits a little for the gap to fill, then
   * `changes` is asked.
   */
  receive(message: Message): void {
    const [updated = message] = this.withKnownNames([message]);
    this.windows.change(message.roomId, (window) => apply(window, updated));
    if (this.window(message.roomId)?.early.length) this.catchUp.soon(message.roomId);
  }

  /** Applies the answer of `sync`. @param rooms as `loadedRooms` gave them when it was asked for */
  async applySyncChanges(answers: readonly RoomChanges[], rooms: readonly HeldRoom[]): Promise<void> {
    const heldBefore = new Map(rooms.map(({ roomId, ...held }) => [roomId, held]));
    await Promise.all(
      answers.map((first) => this.catchUp.fetch(first.roomId, { first, held: heldBefore.get(first.roomId) })),
    );
  }

  /** Trims closed rooms to their newest messages, and drops those that were not opened for long. */
  releaseClosedRooms(openRoomId: string | null): void {
    this.windows.releaseClosed(openRoomId, (id) => this.rooms.room(id) !== undefined);
  }

  private receiveNew(messages: readonly Message[]): void {
    for (const message of messages) {
      this.receive(message);
      this.notify(message, true);
    }
  }

  private notify(message: Message, isNew: boolean): void {
    for (const listener of this.listeners) listener(message, isNew);
  }

  private async load(roomId: string, at: { around?: number; at?: string }): Promise<void> {
    const room = this.rooms.room(roomId);
    if (!room) return;
    // The page holds what is committed before it is read; from here on revisions are counted.
    if (!this.window(roomId)) this.windows.set(roomId, emptyWindow(room.revision, room.epoch));
    await this.page(roomId, at, withPage);
  }

  private async page(
    roomId: string,
    at: { before?: number; after?: number; around?: number; at?: string },
    join: (window: RoomWindow, page: History) => RoomWindow,
  ): Promise<void> {
    const since = this.window(roomId)?.revision;
    const page = await this.api.get<History>(`/rooms/${roomId}/messages`, { ...at, limit: PAGE_MESSAGES });
    this.windows.change(roomId, (window) => join(window, { ...page, items: this.withKnownNames(page.items) }));
    // Changes that arrived while the page was loading may be missing in it.
    if (since !== undefined && this.window(roomId)?.revision !== since) await this.catchUp.now(roomId, since);
  }

  private applyChanges(
    roomId: string,
    { items, revision, epoch }: Pick<Changes, 'items' | 'revision' | 'epoch'>,
    newest: number,
  ): void {
    this.windows.change(roomId, (held) => withChanges(held, { items: this.withKnownNames(items), revision, epoch }));
    for (const message of items) this.notify(message, message.seq > newest);
  }

  /** Too far behind: the window may be wrong, so the newest page replaces it. */
  private async reset(roomId: string, { revision, epoch }: Changes): Promise<void> {
    const room = this.rooms.room(roomId);
    if (!room) {
      this.windows.drop(roomId);
      return;
    }
    this.windows.set(roomId, emptyWindow(revision, epoch));
    await this.page(roomId, {}, withPage);
  }

  /** Messages that were on their way while an author changed the name still carry the old name. */
  private withKnownNames(messages: readonly Message[]): Message[] {
    const known = untracked(this.people.known);
    return messages.map((message) => withKnownPeople(message, known));
  }
}
