import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { limits } from '@api/shared/limits.ts';
import type { Group } from '@api/groups/groups.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { Session } from '../auth/session.ts';
import { PeoplePicker } from '../rooms/members/people-picker.ts';
import { RoomModerationApi } from '../rooms/room-moderation-api.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { ChoiceField } from '../ui/fields/choice-field.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { SwitchField } from '../ui/fields/switch-field.ts';
import { TextField } from '../ui/fields/text-field.ts';
import { Texts } from '../i18n/texts.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { trimText, withoutDirectionControls } from '@api/shared/visible-text.ts';

@Component({
  selector: 'parley-new-room-dialog',
  imports: [ChoiceField, MatButton, MatDialogModule, PeoplePicker, SwitchField, TextField],
  templateUrl: './new-room-dialog.html',
  styleUrl: '../rooms/dialog-form.scss',
})
export class NewRoomDialog {
  private readonly rooms = inject(RoomsStore);
  private readonly moderationApi = inject(RoomModerationApi);
  protected readonly isGuest = inject(Session).isGuest;
  private readonly dialog = inject<MatDialogRef<NewRoomDialog, Room>>(MatDialogRef);
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly limits = limits;
  protected readonly kinds = computed(() =>
    (['private', 'public'] as const).map((value) => ({
      value,
      label: this.t(`rooms.kind-${value}`),
      text: this.t(`rooms.kind-${value}-text`),
    })),
  );

  protected readonly name = signal('');
  protected readonly topic = signal('');
  protected readonly kind = signal<'public' | 'private'>('private');
  protected readonly people = signal<readonly UserSummary[]>([]);
  protected readonly groups = signal<readonly Group[]>([]);
  protected readonly password = signal('');
  /** The server calls such a room ephemeral. */
  protected readonly isTemporary = signal(false);
  protected readonly cleanName = withoutDirectionControls;
  protected readonly busy = signal(false);
  protected readonly submitted = signal(false);
  protected readonly failure = signal<unknown>(null);
  protected readonly problem = computed(() => (this.failure() ? this.problems.of(this.failure()) : null));
  protected readonly nameProblem = computed(() =>
    this.submitted() && !trimText(this.name())
      ? this.t('field.required')
      : this.problems.ofField(this.failure(), 'name'),
  );

  protected readonly passwordProblem = computed(() =>
    this.submitted() && this.isPasswordShort()
      ? this.t('field.password-short', { least: limits.passwordMin })
      : this.problems.ofField(this.failure(), 'password'),
  );
  private readonly isPasswordShort = computed(
    () => this.password() !== '' && this.password().length < limits.passwordMin,
  );

  protected async create(event: Event): Promise<void> {
    event.preventDefault();
    this.submitted.set(true);
    if (!trimText(this.name()) || this.isPasswordShort() || this.busy()) return;
    this.busy.set(true);
    try {
      const [topic, password] = [trimText(this.topic()), this.password()];
      const given = {
        ...(topic && { topic }),
        ...(password && { password }),
        ...(this.isTemporary() && { ephemeral: true }),
      };
      const room = await this.rooms.create({ name: trimText(this.name()), kind: this.kind(), ...given });
      const invited = { people: this.people(), groups: this.groups() };
      // The room is there by now: who could not be added can be added from it.
      if (invited.people.length + invited.groups.length > 0)
        await this.moderationApi.addMembers(room.id, invited).catch((error: unknown) => this.problems.show(error));
      this.dialog.close(room);
    } catch (error) {
      this.failure.set(error);
    } finally {
      this.busy.set(false);
    }
  }
}
