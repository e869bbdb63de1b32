import { Component, computed, inject, input, linkedSignal, output, resource } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import type { Token } from '@api/auth/tokens/tokens.dto.ts';
import type { Bot, ChangeBot } from '@api/integrations/bots/bots.dto.ts';
import { limits } from '@api/shared/limits.ts';
import { MAX_TOKENS_PER_PERSON } from '@api/shared/token-scopes.ts';
import { trimText, withoutDirectionControls } from '@api/shared/visible-text.ts';
import { firstValueFrom } from 'rxjs';
import { passIfGone } from '../../api/pass-if-gone.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { confirmed } from '../../ui/feedback/confirm-dialog.ts';
import type { ListAction } from '../../ui/feedback/list-action.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Submission } from '../../ui/submission.ts';
import { MakeTokenDialog, type NewTokenOf } from '../security/make-token-dialog.ts';
import { TokenRows } from '../security/token-rows.ts';
import { BotsApi } from './bots-api.ts';

/** A bot of the reader: its name, its rooms and tokens, and its end. */
@Component({
  selector: 'parley-bot-details',
  imports: [LoadFailure, MatButton, SkeletonRows, TextField, TokenRows],
  templateUrl: './bot-details.html',
  styleUrl: './bot-details.scss',
})
export class BotDetails {
  private readonly bots = inject(BotsApi);
  private readonly dialog = inject(MatDialog);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly maxLength = limits.displayName;
  protected readonly mostTokens = MAX_TOKENS_PER_PERSON;
  protected readonly cleanName = withoutDirectionControls;

  readonly bot = input.required<Bot>();
  /** That of the list, which announces what was done. */
  readonly action = input.required<ListAction>();
  readonly changed = output<Bot>();
  readonly removed = output();

  private readonly id = computed(() => this.bot().id);
  protected readonly name = linkedSignal(computed(() => this.bot().displayName));
  private readonly submission = new Submission(() => this.name());
  protected readonly busy = this.submission.busy;
  protected readonly failure = this.submission.failure;
  protected readonly isRenamed = computed(() => {
    const name = trimText(this.name());
    return name !== '' && name !== this.bot().displayName;
  });
  protected readonly rooms = resource({ params: () => this.id(), loader: ({ params }) => this.bots.rooms(params) });
  protected readonly roomNamesById = computed(
    () => new Map(this.rooms.hasValue() ? this.rooms.value().map(({ id, name }) => [id, name] as const) : []),
  );
  protected readonly roomNames = computed(() => [...this.roomNamesById().values()].join(', '));
  /** Those of a bot that is stopped have ended. */
  protected readonly tokens = resource({
    params: () => (this.bot().disabledAt ? undefined : this.id()),
    loader: ({ params }) => this.bots.tokens(params),
  });

  protected async rename(event: Event): Promise<void> {
    event.preventDefault();
    if (this.isRenamed()) await this.change({ displayName: trimText(this.name()) }, 'bots.changed');
  }

  protected async disable(): Promise<void> {
    const question = {
      title: this.t('bots.disable-title', { name: this.bot().displayName }),
      text: this.t('bots.disable-text'),
      action: this.t('bots.disable'),
    };
    if (await confirmed(this.dialog, question)) await this.change({ disabled: true }, 'bots.disabled-done');
  }

  protected enable(): Promise<void> {
    return this.change({ disabled: false }, 'bots.enabled-done');
  }

  protected async remove(): Promise<void> {
    const { id, displayName: name } = this.bot();
    const question = {
      title: this.t('bots.delete-title', { name }),
      text: this.t('bots.delete-text'),
      action: this.t('bots.delete'),
    };
    if (!(await confirmed(this.dialog, question))) return;
    await this.submission.run(async () => {
      await this.bots.remove(id).catch(passIfGone);
      this.action().announce(this.t('bots.deleted', { name }));
      this.removed.emit();
    });
  }

  /** @param replaced a token that the new one is made like */
  protected async makeToken(replaced?: Token): Promise<void> {
    const data: NewTokenOf = { bot: this.bot(), ...(replaced && { replaced }) };
    const opened = this.dialog.open<MakeTokenDialog, NewTokenOf, boolean>(MakeTokenDialog, { data, width: '34rem' });
    if (await firstValueFrom(opened.afterClosed())) this.tokens.reload();
  }

  protected async revoke({ id, name }: Token): Promise<void> {
    const question = {
      title: this.t('tokens.revoke-title', { name }),
      text: this.t('tokens.revoke-text'),
      action: this.t('tokens.revoke'),
    };
    if (!(await confirmed(this.dialog, question))) return;
    await this.submission.run(async () => {
      await this.bots.revokeToken(this.id(), id).catch(passIfGone);
      this.action().announce(this.t('tokens.revoked', { name }));
      this.tokens.update((tokens) => tokens?.filter((token) => token.id !== id));
    });
  }

  private change(change: ChangeBot, done: 'bots.changed' | 'bots.disabled-done' | 'bots.enabled-done'): Promise<void> {
    return this.submission.run(async () => {
      const bot = await this.bots.change(this.id(), change);
      this.action().announce(this.t(done, { name: bot.displayName }));
      this.changed.emit(bot);
    });
  }
}
