import { computed, effect, inject, Injectable, signal, untracked } from '@angular/core';
import type { OpenReports } from '@api/reports/reports.dto.ts';
import { mayRoom } from '@api/shared/rooms.policy.ts';
import { Api } from '../api/api.ts';
import { Session } from '../auth/session.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { roomActor } from '../rooms/room-actor.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';

/** Several may come at once; the answer is the same. */
const DELAY_MS = 300;

/** How many reports wait for the reader's decision, asked for with each connection and after each change. */
@Injectable({ providedIn: 'root' })
export class OpenReportsStore {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly rooms = inject(RoomsStore);
  private readonly socket = inject(ChatSocket);
  private readonly open = signal<OpenReports>({ rooms: [], server: null });
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Counts every answer: lists of reports load again. */
  readonly version = signal(0);
  private readonly counts = computed(() => new Map(this.open().rooms.map(({ roomId, count }) => [roomId, count])));
  readonly onServer = computed(() => this.open().server ?? 0);

  /** Whether there is anything to ask for: most people decide about no reports. */
  private readonly decides = computed(() => {
    const { role } = this.session.me() ?? {};
    return role === 'admin' || this.rooms.all().some((room) => mayRoom('moderate', roomActor(room, role)));
  });

  constructor() {
    this.socket.on('reports_changed', () => this.refreshSoon());
    effect(() => {
      if (this.socket.phase() === 'live' && this.decides()) untracked(() => this.refreshSoon());
    });
  }

  inRoom(roomId: string): number {
    return this.counts().get(roomId) ?? 0;
  }

  refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), DELAY_MS);
  }

  private async refresh(): Promise<void> {
    try {
      this.open.set(await this.api.get<OpenReports>('/reports/open'));
      this.version.update((version) => version + 1);
    } catch {
      // It is asked for again with the next connection or change.
    }
  }
}
