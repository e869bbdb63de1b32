import { computed, effect, inject, Injectable, resource, signal, untracked } from '@angular/core';
import type { Member } from '@api/rooms/members.dto.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { Session } from '../auth/session.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { withLastReadSeq, type LastReadSeqs, countReaders, fromMembers } from './read-receipts-state.ts';

/** In larger rooms nobody is asked one by one how far they are; the dialog still counts them. */
const LARGEST = 100;

/** How far the others of the open room have read, while one tells so oneself. */
@Injectable({ providedIn: 'root' })
export class ReadReceiptsStore {
  private readonly session = inject(Session);
  private readonly rooms = inject(RoomsStore);
  private readonly room = signal<Room | null>(null);
  private readonly heard = signal<{ roomId: string; marks: LastReadSeqs }>({ roomId: '', marks: new Map() });
  /** Who does not tell is not told. */
  readonly isEnabled = computed(() => this.session.me()?.preferences.readReceipts !== false);

  private readonly membership = computed(
    () => {
      const room = this.room();
      const isAsked = room && this.isEnabled() && room.memberCount <= LARGEST;
      return isAsked ? { roomId: room.id, count: room.memberCount } : undefined;
    },
    { equal: (a, b) => a?.roomId === b?.roomId && a?.count === b?.count },
  );
  private readonly members = resource({
    params: () => this.membership(),
    loader: async ({ params }) => (await this.rooms.members(params.roomId)).items,
  });
  private readonly marks = computed<LastReadSeqs>(() => {
    const members: readonly Member[] = this.members.hasValue() ? this.members.value() : [];
    const { roomId, marks } = this.heard();
    return fromMembers(members, this.session.me()?.id ?? '', roomId === this.room()?.id ? marks : new Map());
  });

  constructor() {
    const socket = inject(ChatSocket);
    effect(() => {
      // What was read while one was away nobody has told.
      if (socket.phase() === 'live') untracked(() => this.members.reload());
    });
    socket.on('read_changed', ({ roomId, userId, lastReadSeq }) =>
      this.heard.update((held) => {
        const marks = held.roomId === roomId ? held.marks : new Map<string, number>();
        return roomId === this.room()?.id ? { roomId, marks: withLastReadSeq(marks, userId, lastReadSeq) } : held;
      }),
    );
  }

  setRoom(room: Room): void {
    this.room.set(room);
  }

  /** How many of the others have read as far as this message; null where that is not told. */
  readonly readerCount = (seq: number): number | null =>
    this.isEnabled() && this.members.hasValue() ? countReaders(this.marks(), seq) : null;
}
