import { Clipboard } from '@angular/cdk/clipboard';
import { Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { MadeHook } from '@api/integrations/hooks/hooks.dto.ts';
import { Texts } from '../../i18n/texts.ts';
import { SelectField } from '../../ui/fields/select-field.ts';
import { HOOK_RECIPES, type HookTool } from './hook-recipes.ts';

/** The address of a hook, which the server does not tell again, and where a tool wants it. */
@Component({
  selector: 'parley-made-hook-view',
  imports: [MatButton, SelectField],
  template: `
    <p>{{ t('connections.address-once') }}</p>
    <code dir="ltr" [attr.aria-label]="t('connections.address')" tabindex="0">{{ made().url }}</code>
    <button matButton="filled" type="button" (click)="copy()">
      {{ t(copied() === made().url ? 'connections.copied' : 'connections.copy') }}
    </button>
    <parley-select-field [label]="t('connections.tool')" [choices]="tools" [(value)]="tool" />
    <p>{{ recipe() }}</p>
    <span class="visually-hidden" role="status">{{ copied() ? t('connections.copied') : '' }}</span>
  `,
  styles: `
    @use '../../ui/mixins';

    :host {
      @include mixins.shown-once;
      padding: 0.875rem;
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: var(--parley-radius);
    }
  `,
})
export class MadeHookView {
  private readonly clipboard = inject(Clipboard);
  protected readonly t = inject(Texts).t;

  readonly made = input.required<MadeHook>();
  protected readonly copied = signal('');
  protected readonly tool = signal<HookTool>('curl');
  protected readonly tools = (Object.keys(HOOK_RECIPES) as HookTool[]).map((value) => {
    const { name } = HOOK_RECIPES[value];
    return { value, label: typeof name === 'string' ? name : this.t(name.text) };
  });
  protected readonly recipe = computed(() => this.t(HOOK_RECIPES[this.tool()].recipe));

  protected copy(): void {
    if (this.clipboard.copy(this.made().url)) this.copied.set(this.made().url);
  }
}
