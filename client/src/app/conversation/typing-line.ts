import { Component, computed, inject, input } from '@angular/core';
import { TypingStore } from '../presence/typing-store.ts';
import { isolated, IsolatedText } from '../ui/isolated-text.ts';
import { Texts } from '../i18n/texts.ts';
import { personName } from '../users/person-name.ts';

/** Who is typing, above the composer. Its room is kept free, so that nothing moves. */
@Component({
  selector: 'parley-typing-line',
  imports: [IsolatedText],
  template: `
    @if (text(); as text) {
      <span class="dots" aria-hidden="true"><span></span><span></span><span></span></span>
      <p dir="auto"><parley-isolated-text [text]="text" /></p>
    }
  `,
  styles: `
    :host {
      display: flex;
      align-items: center;
      gap: 0.5rem;
      height: 1.25rem;
      padding-inline: 1.25rem;
      font-size: 0.75rem;
      color: var(--mat-sys-on-surface-variant);
    }
    p {
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .dots {
      display: flex;
      flex: none;
      gap: 0.1875rem;
      span {
        width: 0.3125rem;
        height: 0.3125rem;
        background: var(--mat-sys-primary);
        border-radius: 50%;
        animation: beat 1.2s infinite ease-in-out;
      }
      span:nth-child(2) {
        animation-delay: 0.15s;
      }
      span:nth-child(3) {
        animation-delay: 0.3s;
      }
    }
    @keyframes beat {
      0%,
      60%,
      100% {
        opacity: 0.35;
      }
      30% {
        opacity: 1;
      }
    }
  `,
})
export class TypingLine {
  private readonly typing = inject(TypingStore);
  private readonly t = inject(Texts).t;
  readonly roomId = input.required<string>();

  protected readonly text = computed(() => {
    const names = this.typing.typingIn(this.roomId()).map((person) => isolated(personName(person)));
    const [first = '', second = ''] = names;
    if (names.length > 2) return this.t('typing.many');
    if (names.length === 2) return this.t('typing.two', { first, second });
    return names.length === 1 ? this.t('typing.one', { name: first }) : null;
  });
}
