import { Component, computed, inject, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { Hook, MadeHook } from '@api/integrations/hooks/hooks.dto.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { limits } from '@api/shared/limits.ts';
import { mayManageSubscriptions } from '@api/shared/subscriptions.policy.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { ServerInfo } from '../../auth/server-info.ts';
import { Session } from '../../auth/session.ts';
import { Texts } from '../../i18n/texts.ts';
import { Dates } from '../../ui/dates.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Icon } from '../../ui/icon.ts';
import { Submission } from '../../ui/submission.ts';
import { HookDetails } from './hook-details.ts';
import { HooksApi } from './hooks-api.ts';
import { roomActor } from '../room-actor.ts';
import { MadeHookView } from './made-hook-view.ts';
import { RoomCommandsSection } from './room-commands-section.ts';
import { SubscriptionList } from './subscriptions/subscription-list.ts';

/** The programs that write into a room, each by an address of its own; for those who keep order in it. */
@Component({
  selector: 'parley-connections-dialog',
  imports: [
    HookDetails,
    Icon,
    LoadFailure,
    MadeHookView,
    MatButton,
    MatDialogModule,
    RoomCommandsSection,
    SkeletonRows,
    SubscriptionList,
    TextField,
  ],
  templateUrl: './connections-dialog.html',
  styleUrls: ['../dialog-form.scss', '../../ui/expandable-rows.scss'],
  styles: `
    p {
      margin: 0;
    }
    .make {
      align-self: flex-start;
    }
    section {
      display: flex;
      flex-direction: column;
      gap: 1rem;
      margin-top: 0.5rem;
      padding-top: 1.25rem;
      border-top: 1px solid var(--mat-sys-outline-variant);
    }
    h3 {
      margin: 0;
      font-size: 1rem;
      font-weight: 550;
    }
  `,
})
export class ConnectionsDialog {
  private readonly hooks = inject(HooksApi);
  private readonly dates = inject(Dates);
  private readonly session = inject(Session);
  private readonly server = inject(ServerInfo);
  protected readonly room = inject<Room>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<ConnectionsDialog>>(MatDialogRef);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly maxLength = limits.displayName;
  protected readonly headingId = 'subscriptions-of-room';
  /** Those who keep order connect programs; who has what is said sent away is decided by owners. */
  protected readonly maySubscribe = computed(() =>
    mayManageSubscriptions(
      roomActor(this.room, this.session.me()?.role),
      this.server.current()?.roomIntegrations ?? false,
    ),
  );

  protected readonly found = resource({ loader: () => this.hooks.of(this.room.id) });
  protected readonly rows = computed(() =>
    (this.found.hasValue() ? this.found.value() : []).map((hook) => ({ hook, state: this.stateOf(hook) })),
  );
  protected readonly name = signal('');
  /** The id of the hook whose details are shown. */
  protected readonly openId = signal<string | null>(null);
  /** With an address that is shown once. */
  protected readonly made = signal<MadeHook | null>(null);
  protected readonly announcement = signal('');
  private readonly tried = signal(false);
  private readonly submission = new Submission(() => this.name());
  protected readonly busy = this.submission.busy;
  protected readonly failure = this.submission.failure;
  protected readonly nameProblem = computed(() =>
    this.tried() && !this.name().trim() ? this.t('field.required') : this.problems.ofField(this.failure(), 'name'),
  );

  protected async make(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    const name = this.name().trim();
    if (!name) return;
    await this.submission.run(async () => {
      const made = await this.hooks.make(this.room.id, name);
      this.found.update((hooks = []) => [...hooks, made.hook]);
      this.tried.set(false);
      this.name.set('');
      this.show(made);
    });
  }

  protected show(made: MadeHook): void {
    this.change(made.hook);
    this.openId.set(null);
    this.made.set(made);
    this.keepOpen();
  }

  /** Esc and a click beside it would close what is shown once. */
  protected keepOpen(): void {
    this.dialog.disableClose = true;
  }

  protected change(hook: Hook): void {
    this.found.update((hooks) => hooks?.map((each) => (each.id === hook.id ? hook : each)));
  }

  protected remove({ id, name }: Hook): void {
    this.found.update((hooks) => hooks?.filter((each) => each.id !== id));
    if (this.made()?.hook.id === id) this.made.set(null);
    this.announcement.set(this.t('connections.deleted', { name }));
  }

  private stateOf({ disabledAt, lastUsedAt }: Hook): string {
    if (disabledAt) return this.t('connections.disabled');
    return lastUsedAt
      ? this.t('connections.used', { time: this.dates.moment(lastUsedAt) })
      : this.t('connections.unused');
  }
}
