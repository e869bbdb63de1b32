import { Component, inject, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import type { Token } from '@api/auth/tokens/tokens.dto.ts';
import { MAX_TOKENS_PER_PERSON } from '@api/shared/token-scopes.ts';
import { firstValueFrom } from 'rxjs';
import { passIfGone } from '../../api/pass-if-gone.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { confirmed } from '../../ui/feedback/confirm-dialog.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { MakeTokenDialog, type NewTokenOf } from './make-token-dialog.ts';
import { TokenAvailability } from './token-availability.ts';
import { TokenRows } from './token-rows.ts';
import { TokensApi } from './tokens-api.ts';

/** The reader's tokens for programs: made and revoked. Not shown where the server has none for them. */
@Component({
  selector: 'parley-token-list',
  imports: [LoadFailure, MatButton, SkeletonRows, TokenRows],
  template: `
    @if (isAvailable()) {
      <section>
        <h2>{{ t('tokens.title') }}</h2>
        <p class="lead">{{ t('tokens.text') }}</p>
        @if (failure()) {
          <p class="problem" role="alert">{{ problems.of(failure()) }}</p>
        }
        @if (found.error()) {
          <parley-load-failure [error]="found.error()" (retry)="found.reload()" />
        } @else if (!found.hasValue()) {
          <parley-skeleton-rows [count]="1" />
        } @else if (found.value().length) {
          <parley-token-rows
            [replaceable]="found.value().length < most"
            [tokens]="found.value()"
            [busy]="busy()"
            (revoke)="revoke($event)"
            (replace)="make($event)"
          />
        }
        <div class="done">
          @if (found.hasValue() && found.value().length >= most) {
            <p>{{ t('tokens.full', { most }) }}</p>
          } @else {
            <button matButton="tonal" type="button" (click)="make()">{{ t('tokens.make') }}</button>
          }
        </div>
        <span class="visually-hidden" role="status">{{ announcement() }}</span>
      </section>
    }
  `,
  styleUrl: '../../ui/page-form.scss',
  host: { '[class.shown]': 'isAvailable()' },
})
export class TokenList {
  private readonly tokens = inject(TokensApi);
  private readonly dialog = inject(MatDialog);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  protected readonly most = MAX_TOKENS_PER_PERSON;
  protected readonly isAvailable = inject(TokenAvailability).isAvailable;
  protected readonly found = resource({
    params: () => this.isAvailable() || undefined,
    loader: () => this.tokens.own(),
  });
  protected readonly busy = signal(false);
  protected readonly failure = signal<unknown>(null);
  protected readonly announcement = signal('');

  /** @param replaced a token that the new one is made like */
  protected async make(replaced?: Token): Promise<void> {
    const data: NewTokenOf = replaced ? { replaced } : {};
    const opened = this.dialog.open<MakeTokenDialog, NewTokenOf, boolean>(MakeTokenDialog, { data, width: '34rem' });
    if (await firstValueFrom(opened.afterClosed())) this.found.reload();
  }

  protected async revoke({ id, name }: Token): Promise<void> {
    const question = {
      title: this.t('tokens.revoke-title', { name }),
      text: this.t('tokens.revoke-text'),
      action: this.t('tokens.revoke'),
    };
    if (!(await confirmed(this.dialog, question)) || this.busy()) return;
    this.busy.set(true);
    this.failure.set(null);
    try {
      await this.tokens.revoke(id).catch(passIfGone);
      this.announcement.set(this.t('tokens.revoked', { name }));
      this.found.update((tokens) => tokens?.filter((token) => token.id !== id));
    } catch (error) {
      this.failure.set(error);
    } finally {
      this.busy.set(false);
    }
  }
}
