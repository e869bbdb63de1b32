import { Component, inject, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import type { Token } from '@api/auth/tokens/tokens.dto.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { BotsApi } from '../../settings/bots/bots-api.ts';
import { TokenRows } from '../../settings/security/token-rows.ts';
import { TokensApi } from '../../settings/security/tokens-api.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';

export interface TokenOwner {
  id: string;
  name: string;
  isBot?: boolean;
}

/** The tokens of another person or of a bot: what each may, when it was last used, and a button that revokes it at once. */
@Component({
  selector: 'parley-person-tokens-dialog',
  imports: [LoadFailure, MatButton, MatDialogModule, SkeletonRows, TokenRows],
  template: `
    <h2 mat-dialog-title>{{ t('admin.tokens-title', { name: owner.name }) }}</h2>
    <mat-dialog-content>
      <div class="body">
        @if (failure()) {
          <p class="problem" role="alert">{{ problems.of(failure()) }}</p>
        }
        @if (found.error()) {
          <parley-load-failure [error]="found.error()" (retry)="found.reload()" />
        } @else if (!found.hasValue()) {
          <parley-skeleton-rows [count]="1" />
        } @else if (found.value().length) {
          <p>{{ t(owner.isBot ? 'integrations.tokens-text' : 'admin.tokens-text') }}</p>
          <parley-token-rows
            [tokens]="found.value()"
            [ofBot]="owner.isBot ?? false"
            [busy]="busy()"
            (revoke)="revoke($event)"
          />
        } @else {
          <p>{{ t(owner.isBot ? 'bots.tokens-none' : 'admin.tokens-none') }}</p>
        }
        <span class="visually-hidden" role="status">{{ announcement() }}</span>
      </div>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton="tonal" type="button" mat-dialog-close>{{ t('close') }}</button>
    </mat-dialog-actions>
  `,
  styleUrl: '../../rooms/dialog-form.scss',
})
export class PersonTokensDialog {
  private readonly tokens = inject(TokensApi);
  private readonly bots = inject(BotsApi);
  protected readonly owner = inject<TokenOwner>(MAT_DIALOG_DATA);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  protected readonly found = resource({
    loader: () => (this.owner.isBot ? this.bots.tokens(this.owner.id) : this.tokens.of(this.owner.id)),
  });
  protected readonly busy = signal(false);
  protected readonly failure = signal<unknown>(null);
  protected readonly announcement = signal('');

  protected async revoke({ id, name }: Token): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.failure.set(null);
    try {
      await (this.owner.isBot ? this.bots.revokeToken(this.owner.id, id) : this.tokens.revokeOf(this.owner.id, id));
      this.announcement.set(this.t('tokens.revoked', { name }));
      this.found.update((tokens) => tokens?.filter((token) => token.id !== id));
    } catch (error) {
      this.failure.set(error);
    } finally {
      this.busy.set(false);
    }
  }
}
