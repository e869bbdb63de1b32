import { computed, effect, inject, Injectable, resource, signal, untracked } from '@angular/core';
import type { Member } from '@api/rooms/members/members.dto.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { Session } from '../auth/session.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { withLastReadSeq, type LastReadSeqs, countReaders, fromMembers } from './read-receipts-state.ts';

/** In larger rooms the read positions of members are not loaded; the dialog still counts readers. */
const MAX_MEMBERS = 100;

/** How far the other members of the open room have read; only while the reader shares the same. */
@Injectable({ providedIn: 'root' })
export class ReadReceiptsStore {
  private readonly session = inject(Session);
  private readonly rooms = inject(RoomsStore);
  private readonly room = signal<Room | null>(null);
  private readonly received = signal<{ roomId: string; lastReadSeqs: LastReadSeqs }>({
    roomId: '',
    lastReadSeqs: new Map(),
  });
  /** Readers who do not send read receipts get none. */
  readonly isEnabled = computed(() => this.session.me()?.preferences.readReceipts !== false);

  private readonly membership = computed(
    () => {
      const room = this.room();
      const isLoaded = room && this.isEnabled() && room.memberCount <= MAX_MEMBERS;
      return isLoaded ? { roomId: room.id, count: room.memberCount } : undefined;
    },
    { equal: (a, b) => a?.roomId === b?.roomId && a?.count === b?.count },
  );
  private readonly members = resource({
    params: () => this.membership(),
    loader: async ({ params }) => (await this.rooms.members(params.roomId)).items,
  });
  private readonly lastReadSeqs = computed<LastReadSeqs>(() => {
    const members: readonly Member[] = this.members.hasValue() ? this.members.value() : [];
    const { roomId, lastReadSeqs } = this.received();
    return fromMembers(members, this.session.me()?.id ?? '', roomId === this.room()?.id ? lastReadSeqs : new Map());
  });

  constructor() {
    const socket = inject(ChatSocket);
    effect(() => {
      // Read positions that changed without a connection came as no event.
      if (socket.phase() === 'live') untracked(() => this.members.reload());
    });
    socket.on('read_changed', ({ roomId, userId, lastReadSeq }) =>
      this.received.update((held) => {
        const lastReadSeqs = held.roomId === roomId ? held.lastReadSeqs : new Map<string, number>();
        return roomId === this.room()?.id
          ? { roomId, lastReadSeqs: withLastReadSeq(lastReadSeqs, userId, lastReadSeq) }
          : held;
      }),
    );
  }

  setRoom(room: Room): void {
    this.room.set(room);
  }

  /** How many other members have read this message; null where that is unknown. */
  readonly readerCount = (seq: number): number | null =>
    this.isEnabled() && this.members.hasValue() ? countReaders(this.lastReadSeqs(), seq) : null;
}
