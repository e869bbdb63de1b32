import { Component, computed, inject, input } from '@angular/core';
import { accentShades } from '@api/shared/accent-color.ts';
import { Texts } from '../../i18n/texts.ts';

/** How an accent colour looks, in the light and in the dark theme. */
@Component({
  selector: 'parley-accent-sample',
  template: `
    @for (each of samples(); track each.label) {
      <div [class]="each.theme" role="img" [attr.aria-label]="t('setting.accentColor.sample') + ': ' + each.label">
        <span class="button" [style.color]="each.shades.onPrimary" [style.background]="each.shades.primary">{{
          each.label
        }}</span>
        <span class="link" [style.color]="each.shades.primary">{{ t('setting.accentColor.sample') }}</span>
      </div>
    }
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr));
      gap: 0.5rem;
    }
    div {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0.5rem 0.75rem;
      padding: 0.75rem;
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: var(--parley-radius);
    }
    .light {
      background: #fcfaf6;
    }
    .dark {
      background: #101514;
    }
    .button {
      padding: 0.375rem 0.875rem;
      font-size: 0.875rem;
      font-weight: 550;
      border-radius: 999px;
    }
    .link {
      font-size: 0.875rem;
      text-decoration: underline;
    }
  `,
})
export class AccentSample {
  protected readonly t = inject(Texts).t;
  /** One that `accentProblem` accepts. */
  readonly color = input.required<string>();

  protected readonly samples = computed(() => {
    const { light, dark } = accentShades(this.color());
    return [
      { theme: 'light', label: this.t('setting.accentColor.light'), shades: light },
      { theme: 'dark', label: this.t('setting.accentColor.dark'), shades: dark },
    ];
  });
}
