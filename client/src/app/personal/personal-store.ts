import { computed, inject, Injectable, linkedSignal, untracked } from '@angular/core';
import type { PersonalChanges, PersonalItem } from '@api/personal/personal.dto.ts';
import type { SyncRequest } from '@api/sync/sync.dto.ts';
import { Api } from '../api/api.ts';
import { Session } from '../auth/session.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { emptyPersonal, isBehind, type PersonalState, withChanges, withItem } from './personal-state.ts';

/** Events of several nodes may overtake each other: only what is missing for longer is asked for. */
const GAP_DELAY_MS = 1_000;

/** What only the reader sees, the same on all their devices: `personal-state` fed by the socket and by `sync`. */
@Injectable({ providedIn: 'root' })
export class PersonalStore {
  private readonly api = inject(Api);
  private readonly socket = inject(ChatSocket);
  private readonly session = inject(Session);
  private readonly held = linkedSignal<string | undefined, PersonalState>({
    source: computed(() => this.session.me()?.id),
    computation: () => emptyPersonal,
  });
  readonly state = this.held.asReadonly();
  /** The connection whose `sync` has been answered; events of a newer connection wait in `early` for its answer. */
  private syncedConnection = 0;
  private early: { connection: number; items: PersonalItem[] } = { connection: 0, items: [] };
  private gapTimer: ReturnType<typeof setTimeout> | undefined;
  private fetching: Promise<void> | null = null;

  constructor() {
    this.socket.on('personal_changed', (item) => this.onEvent(item));
  }

  /** What `sync` is told of what this device holds. */
  request(): Pick<SyncRequest, 'personal' | 'personalEpoch'> {
    const { revision, epoch } = untracked(this.held);
    return epoch === null ? { personal: 0 } : { personal: revision, personalEpoch: epoch };
  }

  /** Shows what this device held when it was last closed, until the server answers. */
  restore(stored: PersonalState): void {
    if (untracked(this.held).epoch === null) this.held.set(stored);
  }

  /** Applies the answer of `sync`, then the events received while it was on its way. A server of before answers nothing. */
  async startFrom(changes: PersonalChanges | undefined): Promise<void> {
    const { connectionCount: connection } = this.socket;
    if (changes) this.held.update((state) => withChanges(state, changes));
    const items = this.early.connection === connection ? this.early.items : [];
    this.syncedConnection = connection;
    this.early = { connection, items: [] };
    for (const item of items) this.apply(item);
    if (changes?.more) await this.fetch(changes.revision, true);
  }

  /** Asks what has changed, where events do not arrive or some are missing. */
  refresh(): Promise<void> {
    return this.fetch(untracked(this.held).revision, false);
  }

  private onEvent(item: PersonalItem): void {
    const { connectionCount: connection } = this.socket;
    if (connection === this.syncedConnection) return this.apply(item);
    if (connection !== this.early.connection) this.early = { connection, items: [] };
    this.early.items.push(item);
  }

  private apply(item: PersonalItem): void {
    this.held.update((state) => withItem(state, item));
    if (isBehind(untracked(this.held))) this.gapTimer ??= setTimeout(() => this.closeGap(), GAP_DELAY_MS);
  }

  private closeGap(): void {
    this.gapTimer = undefined;
    // What cannot be asked for now comes with the next `sync`.
    if (isBehind(untracked(this.held))) void this.refresh().catch(() => undefined);
  }

  private fetch(since: number, continued: boolean): Promise<void> {
    this.fetching ??= this.fetchPages(since, continued).finally(() => (this.fetching = null));
    return this.fetching;
  }

  private async fetchPages(since: number, continued: boolean): Promise<void> {
    const owner = this.session.me()?.id;
    for (let more = true; more; continued = true) {
      const epoch = untracked(this.held).epoch ?? undefined;
      const query = { since, epoch, continued: String(continued) };
      const page: PersonalChanges = await this.api.get('/users/me/personal', query);
      if (this.session.me()?.id !== owner) return;
      this.held.update((state) => withChanges(state, page));
      ({ more, revision: since } = page);
    }
  }
}
