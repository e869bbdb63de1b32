import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { MadeToken } from '@api/auth/tokens/tokens.dto.ts';
import { DEFAULT_TOKEN_DAYS, MAX_TOKEN_NAME, MAX_TOKEN_ROOMS, type TokenScope } from '@api/shared/token-scopes.ts';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Session } from '../../auth/session.ts';
import { Texts } from '../../i18n/texts.ts';
import { roomName } from '../../rooms/room-name.ts';
import { RoomsStore } from '../../rooms/rooms-store.ts';
import { type CheckChoice, CheckField } from '../../ui/fields/check-field.ts';
import { SelectField } from '../../ui/fields/select-field.ts';
import { SwitchField } from '../../ui/fields/switch-field.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Submission } from '../../ui/submission.ts';
import { MadeTokenView } from './made-token-view.ts';
import { SCOPE_TEXTS, scopeGroups } from './token-scopes.ts';
import { TokensApi } from './tokens-api.ts';

const DAYS = [7, 30, DEFAULT_TOKEN_DAYS, 180, 365].map(String);

/** Makes a token, and shows its secret once. Closes with true when a token was made. */
@Component({
  selector: 'parley-make-token-dialog',
  imports: [CheckField, MadeTokenView, MatButton, MatDialogModule, SelectField, SwitchField, TextField],
  templateUrl: './make-token-dialog.html',
  styleUrl: '../../rooms/dialog-form.scss',
})
export class MakeTokenDialog {
  private readonly tokens = inject(TokensApi);
  private readonly session = inject(Session);
  private readonly rooms = inject(RoomsStore);
  private readonly problems = inject(ProblemTexts);
  private readonly dialog = inject<MatDialogRef<MakeTokenDialog, boolean>>(MatDialogRef);
  private readonly texts = inject(Texts);
  protected readonly t = this.texts.t;
  protected readonly maxLength = MAX_TOKEN_NAME;

  protected readonly name = signal('');
  protected readonly days = signal(String(DEFAULT_TOKEN_DAYS));
  protected readonly scopes = signal<ReadonlySet<TokenScope>>(new Set());
  protected readonly isLimited = signal(false);
  protected readonly roomIds = signal<ReadonlySet<string>>(new Set());
  protected readonly made = signal<MadeToken | null>(null);
  private readonly tried = signal(false);
  private readonly submission = new Submission(() =>
    [this.name(), this.days(), ...this.scopes(), this.isLimited(), ...this.roomIds()].join('\n'),
  );
  protected readonly busy = this.submission.busy;

  protected readonly dayChoices = computed(() =>
    DAYS.map((days) => ({ value: days, label: this.texts.count('tokens.days', Number(days)) })),
  );
  protected readonly groups = computed(() =>
    scopeGroups(this.session.me()?.role === 'admin').map(({ title, scopes }) => ({
      label: this.t(title),
      choices: scopes.map((scope) => ({ value: scope, label: this.t(SCOPE_TEXTS[scope]), text: scope })),
    })),
  );
  protected readonly roomChoices = computed<CheckChoice<string>[]>(() =>
    this.rooms.all().map((room) => ({ value: room.id, label: roomName(room) })),
  );
  protected readonly nameProblem = computed(() =>
    this.tried() && !this.name().trim() ? this.t('field.required') : this.problems.ofField(this.failure(), 'name'),
  );
  protected readonly scopeProblem = computed(() =>
    this.tried() && !this.scopes().size ? this.t('tokens.scope-needed') : null,
  );
  protected readonly roomProblem = computed(() => {
    if (!this.tried() || !this.isLimited()) return null;
    if (!this.roomIds().size) return this.t('tokens.room-needed');
    return this.roomIds().size > MAX_TOKEN_ROOMS ? this.t('tokens.many-rooms', { most: MAX_TOKEN_ROOMS }) : null;
  });
  protected readonly problem = computed(() => {
    const failure = this.failure();
    return failure && !this.nameProblem() ? this.problems.of(failure) : null;
  });

  /** The reader may close the question for a proof, and go on here. */
  private failure(): unknown {
    const failure = this.submission.failure();
    return failure instanceof ApiProblem && failure.code === 'confirmation_required' ? null : failure;
  }

  protected async make(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    const name = this.name().trim();
    if (!name || this.scopeProblem() || this.roomProblem()) return;
    await this.submission.run(async () => {
      const limit = this.isLimited() ? { roomIds: [...this.roomIds()] } : {};
      const token = { name, scopes: [...this.scopes()], days: Number(this.days()), ...limit };
      this.made.set(await this.tokens.make(token));
      // Esc and a click beside it would close what is shown once.
      this.dialog.disableClose = true;
    });
  }
}
