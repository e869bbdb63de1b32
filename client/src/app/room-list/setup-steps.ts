import { computed, inject, Injectable, resource } from '@angular/core';
import type { UserPage } from '@api/users/users.dto.ts';
import { Api } from '../api/api.ts';
import { ServerInfo } from '../auth/server-info.ts';
import { Session } from '../auth/session.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { PreferencesStore } from '../users/preferences-store.ts';
import { isConversation } from '@api/shared/roles.ts';

export const SETUP_STEPS = ['profile', 'invite', 'room', 'mail', 'backup'] as const;
export type SetupStep = (typeof SETUP_STEPS)[number];

/** The caller and at least one more. */
const SOME_PEOPLE = 2;

/**
 * What is left to do on a new server. Each step is done by its effect, not by a visit; only of backups the server knows
 * nothing, so the administrator says so. What was said and dismissed is kept by the server, for each administrator.
 */
@Injectable({ providedIn: 'root' })
export class SetupSteps {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly server = inject(ServerInfo);
  private readonly rooms = inject(RoomsStore);
  private readonly preferences = inject(PreferencesStore);
  private readonly isWanted = computed(
    () => this.session.me()?.role === 'admin' && this.preferences.current().setupDismissed !== true,
  );
  /** Asked again when a person joins the Lobby. */
  private readonly people = resource({
    params: () => (this.isWanted() ? (this.rooms.all().find(({ lobby }) => lobby)?.memberCount ?? 0) : undefined),
    loader: () => this.api.get<UserPage>('/users', { limit: SOME_PEOPLE }),
  });

  readonly done = computed<Record<SetupStep, boolean>>(() => ({
    profile: typeof this.session.me()?.avatarUrl === 'string',
    invite: this.people.hasValue() && this.people.value().items.some(({ id }) => id !== this.session.me()?.id),
    room: this.rooms.all().some(({ lobby, kind }) => !lobby && !isConversation(kind)),
    mail: this.server.current()?.mailCaught === false,
    backup: this.preferences.current().backupArranged === true,
  }));
  readonly count = computed(() => SETUP_STEPS.filter((step) => this.done()[step]).length);
  /** Not before everything is known: a step must not seem to be open for a moment. */
  readonly isShown = computed(
    () =>
      this.isWanted() &&
      this.rooms.loaded() &&
      this.people.hasValue() &&
      this.server.current() !== null &&
      this.count() < SETUP_STEPS.length,
  );

  async arrangeBackup(): Promise<void> {
    await this.preferences.updateQuietly({ backupArranged: true });
  }

  async dismiss(): Promise<void> {
    await this.preferences.updateQuietly({ setupDismissed: true });
  }
}
