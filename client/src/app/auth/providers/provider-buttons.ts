import { Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { SignInProvider } from '@api/health/server-info.dto.ts';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { ProviderPages } from './provider-pages.ts';

/** A button for each provider that signs people in. */
@Component({
  selector: 'parley-provider-buttons',
  imports: [MatButton],
  template: `
    @for (provider of providers(); track provider.id) {
      <button matButton="filled" type="button" [disabled]="busy()" disabledInteractive (click)="open(provider)">
        {{ t('providers.sign-in', { name: provider.name }) }}
      </button>
    }
    @if (problem(); as text) {
      <p class="problem" role="alert">{{ text }}</p>
    }
  `,
  styleUrl: './provider-buttons.scss',
})
export class ProviderButtons {
  private readonly pages = inject(ProviderPages);
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  readonly providers = input.required<readonly SignInProvider[]>();
  /** Where to go afterwards. */
  readonly next = input<string>();

  protected readonly busy = signal(false);
  private readonly failed = signal<{ provider: SignInProvider; error: unknown } | null>(null);
  protected readonly problem = computed(() => {
    const failed = this.failed();
    if (!failed) return null;
    const { provider, error } = failed;
    if (error instanceof ApiProblem && error.code === 'provider_unavailable')
      return this.t('providers.problem.provider_unavailable', { name: provider.name });
    return this.problems.of(error);
  });

  /** The buttons stay busy while the page of the provider loads. */
  protected async open(provider: SignInProvider): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.failed.set(null);
    try {
      const next = this.next();
      await this.pages.open(provider.id, { ...(next && { next }) });
    } catch (error) {
      this.failed.set({ provider, error });
      this.busy.set(false);
    }
  }
}
