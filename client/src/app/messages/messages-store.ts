import { type DestroyRef, inject, Injectable, signal, untracked } from '@angular/core';
import type { Changes, History, Message } from '@api/timeline/message.dto.ts';
import type { HeldRoom, RoomChanges } from '@api/sync/sync.dto.ts';
import { Api } from '../api/api.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { withKnownPeople } from '../rooms/rooms-state.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { PeopleStore } from '../users/people-store.ts';
import type { ReactionChange } from './message-reactions.ts';
import {
  apply,
  withChanges,
  type RoomWindow,
  withPage,
  trimmed,
  emptyWindow,
  withNewer,
  withOlder,
  withPerson,
} from './messages-state.ts';

/** How long an early event waits for the one before it until we ask. */
const PATIENCE = 300;
const HELD_ROOMS = 30;
const KEPT = 150;
const PAGE = 60;

/** @param isNew said just now or while one was away; else it was edited, deleted, pinned or reacted to */
type Listener = (message: Message, isNew: boolean) => void;

/** The windows of history on this device: `messages-state` fed by the socket, with gaps filled by `changes`. */
@Injectable({ providedIn: 'root' })
export class MessagesStore {
  private readonly api = inject(Api);
  private readonly socket = inject(ChatSocket);
  private readonly rooms = inject(RoomsStore);
  private readonly names = inject(PeopleStore);
  private readonly windows = signal<ReadonlyMap<string, RoomWindow>>(new Map());
  private readonly catching = new Map<string, Promise<void>>();
  private readonly listeners = new Set<Listener>();

  private shelf: (roomId: string) => Promise<RoomWindow | null> = () => Promise.resolve(null);
  readonly all = this.windows.asReadonly();

  constructor() {
    this.socket.on('receive_message', (message) => this.takeNew([message]));
    this.socket.on('receive_messages', (messages) => this.takeNew(messages));
    this.socket.on('message_changed', (message) => {
      this.receive(message);
      this.tell(message, false);
    });
    this.socket.on('user_changed', (person) =>
      this.windows.update((all) => new Map([...all].map(([id, window]) => [id, withPerson(window, person)]))),
    );
    this.socket.on('room_heads', (heads) => {
      for (const { roomId, revision } of heads) {
        if (revision > (this.windows().get(roomId)?.revision ?? Infinity)) this.catchUpSoon(roomId);
      }
    });
    this.socket.on('room_left', ({ roomId }) => this.drop(roomId));
  }

  /** Where a room is taken from while the server cannot be asked. */
  useOfflineSource(shelf: (roomId: string) => Promise<RoomWindow | null>): void {
    this.shelf = shelf;
  }

  window(roomId: string): RoomWindow | undefined {
    return this.windows().get(roomId);
  }

  /** Hears every message that reaches this device, in whichever room: new ones, and those that were changed. */
  onMessage(listener: Listener, until?: DestroyRef): void {
    this.listeners.add(listener);
    until?.onDestroy(() => this.listeners.delete(listener));
  }

  /** What `sync` should bring up to date. */
  heldRooms(): HeldRoom[] {
    return [...this.windows()].map(([roomId, { revision, epoch }]) => ({ roomId, revision, epoch }));
  }

  /** Loads the page to open a room with: around the first unread message, else the newest. */
  async open(roomId: string, unreadAfter: number | null): Promise<void> {
    if (this.window(roomId)?.messages.length) return;
    try {
      await this.load(roomId, unreadAfter === null ? {} : { around: unreadAfter + 1 });
    } catch (error) {
      if (!(error instanceof ApiProblem && error.code === 'unreachable')) throw error;
      const kept = await this.shelf(roomId).catch(() => null);
      if (!kept) throw error;
      // It counts revisions from where it was kept: the next `sync` brings what came since.
      this.set(roomId, kept);
    }
  }

  showNewest(roomId: string): Promise<void> {
    return this.load(roomId, {});
  }

  async showAround(roomId: string, seq: number): Promise<void> {
    if (this.window(roomId)?.messages.some((message) => message.seq === seq)) return;
    await this.load(roomId, { around: seq });
  }

  /** Loads what was said at a time. @returns the seq of the first message since, or of the last one there is */
  async showTime(roomId: string, at: string): Promise<number | null> {
    await this.load(roomId, { at });
    const messages = this.window(roomId)?.messages ?? [];
    return (messages.find(({ createdAt }) => createdAt >= at) ?? messages.at(-1))?.seq ?? null;
  }

  async loadOlder(roomId: string): Promise<void> {
    const first = this.window(roomId)?.messages[0];
    if (first) await this.page(roomId, { before: first.seq }, withOlder);
  }

  async loadNewer(roomId: string): Promise<void> {
    const last = this.window(roomId)?.messages.at(-1);
    if (last) await this.page(roomId, { after: last.seq }, withNewer);
  }

  async edit(messageId: string, body: string): Promise<void> {
    this.receive(await this.socket.command('edit_message', { messageId, body }));
  }

  /** @param clientId makes a repeat harmless */
  async forward(forwardOf: string, roomId: string, clientId: string): Promise<void> {
    this.receive(await this.socket.command('send_message', { roomId, clientId, body: '', forwardOf }));
  }

  async remove(messageId: string): Promise<void> {
    this.receive(await this.socket.command('delete_message', { messageId }));
  }

  async react(messageId: string, { emoji, on }: ReactionChange): Promise<void> {
    this.receive(await this.socket.command(on ? 'add_reaction' : 'remove_reaction', { messageId, emoji }));
  }

  /** A message from any side; early ones wait a little for what is missing, then it is asked for. */
  receive(message: Message): void {
    const [named = message] = this.named([message]);
    this.change(message.roomId, (window) => apply(window, named));
    if (this.window(message.roomId)?.early.length) this.catchUpSoon(message.roomId);
  }

  /** The answer of `sync` for the rooms that were held. */
  async applySyncChanges(answers: readonly RoomChanges[]): Promise<void> {
    await Promise.all(answers.map((changes) => this.askChanges(changes.roomId, { first: changes })));
  }

  /** Rooms left behind keep their newest messages; those not seen for long keep nothing. */
  releaseClosedRooms(openRoomId: string | null): void {
    const recent = [...this.windows()].filter(([id]) => id !== openRoomId && this.rooms.room(id)).slice(-HELD_ROOMS);
    const open = openRoomId ? this.window(openRoomId) : undefined;
    const kept = recent
      .filter(([, window]) => !window.hasAfter)
      .map(([id, window]) => [id, trimmed(window, KEPT)] as const);
    this.windows.set(new Map([...kept, ...(openRoomId && open ? [[openRoomId, open] as const] : [])]));
  }

  private takeNew(messages: readonly Message[]): void {
    for (const message of messages) {
      this.receive(message);
      this.tell(message, true);
    }
  }

  private tell(message: Message, isNew: boolean): void {
    for (const listener of this.listeners) listener(message, isNew);
  }

  private async load(roomId: string, at: { around?: number; at?: string }): Promise<void> {
    const room = this.rooms.room(roomId);
    if (!room) return;
    // What is committed before the page is read is in the page; from here on revisions are counted.
    if (!this.windows().has(roomId)) this.set(roomId, emptyWindow(room.revision, room.epoch));
    await this.page(roomId, at, withPage);
  }

  private async page(
    roomId: string,
    at: { before?: number; after?: number; around?: number; at?: string },
    join: (window: RoomWindow, page: History) => RoomWindow,
  ): Promise<void> {
    const since = this.window(roomId)?.revision;
    const page = await this.api.get<History>(`/rooms/${roomId}/messages`, { ...at, limit: PAGE });
    this.change(roomId, (window) => join(window, { ...page, items: this.named(page.items) }));
    // Changes that arrived while the page was under way may be missing in it.
    if (since !== undefined && this.window(roomId)?.revision !== since) await this.catchUp(roomId, since);
  }

  private catchUpSoon(roomId: string): void {
    setTimeout(() => {
      const window = this.window(roomId);
      const head = this.rooms.room(roomId)?.revision ?? 0;
      if (window && (window.early.length > 0 || head > window.revision))
        void this.catchUp(roomId).catch(() => undefined);
    }, PATIENCE);
  }

  private catchUp(roomId: string, since?: number): Promise<void> {
    const running =
      this.catching.get(roomId) ?? this.askChanges(roomId, { since }).finally(() => this.catching.delete(roomId));
    this.catching.set(roomId, running);
    return running;
  }

  /** All pages are put together before any is applied: a page on its own may have holes that a later one fills. */
  private async askChanges(roomId: string, from: { since?: number | undefined; first?: Changes }): Promise<void> {
    const window = this.window(roomId);
    if (!window) return;
    const next = (since: number) => this.api.get<Changes>(`/rooms/${roomId}/changes`, { since, epoch: window.epoch });
    const items: Message[] = [];
    const newest = window.messages.at(-1)?.seq ?? Infinity;
    let page = from.first ?? (await next(from.since ?? window.revision));
    for (;;) {
      if (page.reset) return this.reset(roomId);
      items.push(...page.items);
      if (!page.more) break;
      page = await next(page.revision);
    }
    const { revision } = page;
    this.change(roomId, (held) => withChanges(held, { items: this.named(items), revision }));
    for (const message of items) this.tell(message, message.seq > newest);
  }

  /** Too far behind: what is held may be wrong, so the newest page takes its place. */
  private async reset(roomId: string): Promise<void> {
    const room = this.rooms.room(roomId);
    if (!room) {
      this.drop(roomId);
      return;
    }
    this.set(roomId, emptyWindow(room.revision, room.epoch));
    await this.page(roomId, {}, withPage);
  }

  /** What was under way while somebody took a new name still carries the old one. */
  private named(messages: readonly Message[]): Message[] {
    const known = untracked(this.names.known);
    return messages.map((message) => withKnownPeople(message, known));
  }

  private drop(roomId: string): void {
    this.windows.update((all) => new Map([...all].filter(([id]) => id !== roomId)));
  }

  private change(roomId: string, how: (window: RoomWindow) => RoomWindow): void {
    const window = this.window(roomId);
    if (window) this.set(roomId, how(window));
  }

  private set(roomId: string, window: RoomWindow): void {
    this.windows.update((all) => new Map(all).set(roomId, window));
  }
}
