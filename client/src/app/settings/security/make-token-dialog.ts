import { Component, computed, inject, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { MadeToken, Token } from '@api/auth/tokens/tokens.dto.ts';
import { DEFAULT_TOKEN_DAYS, MAX_TOKEN_NAME, MAX_TOKEN_ROOMS, type TokenScope } from '@api/shared/token-scopes.ts';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { ServerInfo } from '../../auth/server-info.ts';
import { Session } from '../../auth/session.ts';
import { Texts } from '../../i18n/texts.ts';
import { roomName } from '../../rooms/room-name.ts';
import { RoomsStore } from '../../rooms/rooms-store.ts';
import { type CheckChoice, CheckField } from '../../ui/fields/check-field.ts';
import { SelectField } from '../../ui/fields/select-field.ts';
import { SwitchField } from '../../ui/fields/switch-field.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Submission } from '../../ui/submission.ts';
import { BotsApi } from '../bots/bots-api.ts';
import { MadeTokenView } from './made-token-view.ts';
import { scopeGroups, scopeText } from './token-scopes.ts';
import { TokensApi } from './tokens-api.ts';

const DAY_MS = 86_400_000;
const DAYS = [7, 30, DEFAULT_TOKEN_DAYS, 180, 365].map(String);

/** Whose token is made. */
export interface NewTokenOf {
  /** The bot that it belongs to; the reader's own unless given. */
  bot?: { id: string };
  /** A token that it replaces: the form begins with what that one may. */
  replaced?: Token;
}

/** Makes a token, and shows its secret once. Closes with true when a token was made. */
@Component({
  selector: 'parley-make-token-dialog',
  imports: [CheckField, MadeTokenView, MatButton, MatDialogModule, SelectField, SwitchField, TextField],
  templateUrl: './make-token-dialog.html',
  styleUrl: '../../rooms/dialog-form.scss',
})
export class MakeTokenDialog {
  private readonly tokens = inject(TokensApi);
  private readonly bots = inject(BotsApi);
  private readonly of = inject<NewTokenOf | null>(MAT_DIALOG_DATA);
  protected readonly bot = this.of?.bot;
  protected readonly replaced = this.of?.replaced;
  private readonly server = inject(ServerInfo);
  private readonly session = inject(Session);
  private readonly rooms = inject(RoomsStore);
  private readonly problems = inject(ProblemTexts);
  private readonly dialog = inject<MatDialogRef<MakeTokenDialog, boolean>>(MatDialogRef);
  private readonly texts = inject(Texts);
  protected readonly t = this.texts.t;
  protected readonly maxLength = MAX_TOKEN_NAME;

  private readonly scopeGroups = scopeGroups(
    !this.bot && this.session.me()?.role === 'admin',
    this.server.current()?.mcp ?? false,
  );
  private readonly offered = new Set(this.scopeGroups.flatMap(({ scopes }) => scopes));
  protected readonly name = signal(this.replaced?.name ?? '');
  protected readonly days = signal(String(daysOf(this.replaced)));
  protected readonly scopes = signal<ReadonlySet<TokenScope>>(
    new Set(this.replaced?.scopes.filter((scope) => this.offered.has(scope))),
  );
  protected readonly isLimited = signal((this.replaced?.roomIds ?? null) !== null);
  protected readonly roomIds = signal<ReadonlySet<string>>(new Set(this.replaced?.roomIds));
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
    this.scopeGroups.map(({ title, scopes }) => ({
      label: this.t(title),
      choices: scopes.map((scope) => ({
        value: scope,
        label: this.t(scopeText(scope, this.bot !== undefined)),
        text: scope,
      })),
    })),
  );
  private readonly botRooms = resource({
    params: () => this.bot?.id,
    loader: ({ params }) => this.bots.rooms(params),
  });
  protected readonly roomChoices = computed<CheckChoice<string>[]>(() => {
    if (!this.bot) return this.rooms.all().map((room) => ({ value: room.id, label: roomName(room) }));
    return (this.botRooms.hasValue() ? this.botRooms.value() : []).map(({ id, name }) => ({ value: id, label: name }));
  });
  /** Without those of a token before that it is not in any more. */
  private readonly chosenRooms = computed(() =>
    this.roomChoices().flatMap(({ value }) => (this.roomIds().has(value) ? [value] : [])),
  );
  protected readonly title = computed(() => {
    if (this.made()) return this.t('tokens.made');
    const name = this.replaced?.name;
    return name === undefined ? this.t('tokens.make') : this.t('tokens.replace-title', { name });
  });
  protected readonly nameProblem = computed(() =>
    this.tried() && !this.name().trim() ? this.t('field.required') : this.problems.ofField(this.failure(), 'name'),
  );
  protected readonly scopeProblem = computed(() =>
    this.tried() && !this.scopes().size ? this.t('tokens.scope-needed') : null,
  );
  protected readonly roomProblem = computed(() => {
    if (!this.tried() || !this.isLimited()) return null;
    if (!this.chosenRooms().length) return this.t('tokens.room-needed');
    return this.chosenRooms().length > MAX_TOKEN_ROOMS ? this.t('tokens.many-rooms', { most: MAX_TOKEN_ROOMS }) : null;
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
      const limit = this.isLimited() ? { roomIds: this.chosenRooms() } : {};
      const token = { name, scopes: [...this.scopes()], days: Number(this.days()), ...limit };
      this.made.set(await (this.bot ? this.bots.makeToken(this.bot.id, token) : this.tokens.make(token)));
      // Esc and a click beside it would close what is shown once.
      this.dialog.disableClose = true;
    });
  }
}

/** As long as the one before, where that can be chosen. */
function daysOf(token: Token | undefined): number {
  if (!token) return DEFAULT_TOKEN_DAYS;
  const days = Math.round((Date.parse(token.expiresAt) - Date.parse(token.createdAt)) / DAY_MS);
  return DAYS.includes(String(days)) ? days : DEFAULT_TOKEN_DAYS;
}
