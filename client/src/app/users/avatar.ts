import { Component, computed, inject, input } from '@angular/core';
import type { Presence } from '@api/users/users.dto.ts';
import { Texts } from '../i18n/texts.ts';
import { colourOf, initials } from './initials.ts';

/** A person's picture, or the initials on a colour derived from the id. */
@Component({
  selector: 'parley-avatar',
  host: { '[style.--size]': "size() + 'px'" },
  template: `
    @if (url(); as src) {
      <img [src]="src" alt="" />
    } @else {
      <span class="initials" aria-hidden="true" [style.background]="colour()">{{ letters() }}</span>
    }
    @if (presence(); as state) {
      <span class="dot {{ state }}" role="img" [attr.aria-label]="t(label())"></span>
    }
  `,
  styles: `
    :host {
      position: relative;
      display: inline-block;
      flex: none;
      width: var(--size);
      height: var(--size);
    }
    img,
    .initials {
      display: grid;
      place-items: center;
      width: 100%;
      height: 100%;
      border-radius: 34%;
      object-fit: cover;
      overflow: clip;
      color: #fff;
      font-size: calc(var(--size) * 0.37);
      font-weight: 600;
      letter-spacing: 0.01em;
      line-height: 1;
      user-select: none;
    }
    .dot {
      position: absolute;
      inset-inline-end: -2px;
      bottom: -2px;
      width: 12px;
      height: 12px;
      border-radius: 50%;
      border: 2px solid var(--parley-avatar-ground, var(--mat-sys-surface-container-low));
      background: var(--mat-sys-outline);
    }
    .online {
      background: var(--parley-online);
    }
    .away {
      background: var(--parley-away);
    }
  `,
})
export class Avatar {
  protected readonly t = inject(Texts).t;
  readonly id = input.required<string>();
  readonly name = input.required<string>();
  readonly url = input<string | null>(null);
  readonly size = input(36);
  /** Shown as a dot; null shows none. */
  readonly presence = input<Presence | null>(null);

  protected readonly letters = computed(() => initials(this.name()));
  protected readonly colour = computed(() => colourOf(this.id()));
  protected readonly label = computed(() => `presence.${this.presence() ?? 'offline'}` as const);
}
