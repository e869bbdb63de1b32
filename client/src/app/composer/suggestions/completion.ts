import { computed, linkedSignal, type Signal, signal } from '@angular/core';
import type { CompletionTrigger } from './completion-trigger.ts';
import type { Suggestion } from './suggestion-list.ts';

/** The suggestions of a text field: open while there is a trigger before the caret, and moved through by the keys. */
export class Completion {
  private readonly current = signal<CompletionTrigger | null>(null);
  readonly trigger = this.current.asReadonly();
  readonly visible = computed(() => (this.current() ? this.suggestions() : []));
  /** Index of the suggestion that Enter accepts. */
  readonly active = linkedSignal({ source: this.visible, computation: () => 0 });
  /** The start of the trigger that was dismissed: suggestions return with the next trigger, not with the next letter. */
  private dismissedFrom: number | null = null;

  constructor(
    private readonly suggestions: Signal<readonly Suggestion[]>,
    private readonly onTrigger: (trigger: CompletionTrigger | null) => void,
    private readonly onAccept: (suggestion: Suggestion) => void,
  ) {}

  /** Takes the trigger that is before the caret now. */
  update(trigger: CompletionTrigger | null): void {
    const before = this.current();
    if (!trigger) this.dismissedFrom = null;
    if (trigger?.kind === before?.kind && trigger?.query === before?.query && trigger?.from === before?.from) return;
    if (trigger && this.dismissedFrom === trigger.from) return;
    this.set(trigger);
  }

  close(): void {
    this.set(null);
  }

  /** Closes the suggestions until the next trigger. */
  dismiss(): void {
    this.dismissedFrom = this.current()?.from ?? null;
    this.set(null);
  }

  /** Handles a key while suggestions are open. @returns whether the key was theirs */
  handleKey({ key, shiftKey }: KeyboardEvent): boolean {
    const count = this.visible().length;
    const chosen = this.visible()[this.active()];
    if (count === 0 || !chosen) return false;
    if (key === 'ArrowDown') this.active.update((at) => (at + 1) % count);
    else if (key === 'ArrowUp') this.active.update((at) => (at + count - 1) % count);
    else if ((key === 'Enter' && !shiftKey) || key === 'Tab') this.onAccept(chosen);
    else if (key === 'Escape') this.dismiss();
    else return false;
    return true;
  }

  private set(trigger: CompletionTrigger | null): void {
    this.current.set(trigger);
    this.onTrigger(trigger);
  }
}
