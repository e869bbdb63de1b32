import { computed, inject, linkedSignal, type Signal } from '@angular/core';
import type { ReplyExcerpt } from '@api/timeline/message.dto.ts';
import { Drafts, type StoredEdit } from './drafts.ts';

/** What is unfinished in the place that is open: on the screen, and with every letter on the disk. See `Drafts`. */
export class ConversationDraft {
  private readonly drafts = inject(Drafts);
  private readonly fresh = linkedSignal(() => this.drafts.of(this.place()));
  private readonly quoted = linkedSignal(() => this.drafts.replyOf(this.place()));
  private readonly old = linkedSignal(() => this.drafts.editOf(this.place()));

  /** The new words, without those of an old message. */
  readonly words = this.fresh.asReadonly();
  readonly replyingTo = this.quoted.asReadonly();
  readonly editing = this.old.asReadonly();
  /** What stands in the composer. */
  readonly text = computed(() => this.old()?.text ?? this.fresh());

  constructor(private readonly place: Signal<string>) {}

  write(words: string): void {
    this.fresh.set(words);
    this.drafts.keep(this.place(), words);
  }

  answer(quoted: ReplyExcerpt | null): void {
    this.quoted.set(quoted);
    this.drafts.keepReply(this.place(), quoted);
  }

  change(edit: StoredEdit | null): void {
    this.old.set(edit);
    this.drafts.keepEdit(this.place(), edit);
  }

  /**
   * Clears the screen at once: who types on must not find the next words gone. The disk keeps it all until `forget`.
   */
  send(): { quoted: ReplyExcerpt | null; forget: () => void } {
    const [place, words, quoted] = [this.place(), this.fresh(), this.quoted()];
    this.fresh.set('');
    this.quoted.set(null);
    return {
      quoted,
      forget: () => {
        if (this.drafts.of(place) === words) this.drafts.keep(place, '');
        if (this.drafts.replyOf(place)?.id === quoted?.id) this.drafts.keepReply(place, null);
      },
    };
  }

  /** Puts words back where they were written, unless one has typed on there meanwhile. */
  giveBack(place: string, words: string): void {
    if (this.drafts.of(place)) return;
    this.drafts.keep(place, words);
    if (this.place() === place) this.fresh.set(words);
  }

  /** Takes up an edit again, wherever one is now. */
  restore(place: string, edit: StoredEdit): void {
    this.drafts.keepEdit(place, edit);
    if (this.place() === place) this.old.set(edit);
  }

  /** The edit is saved; who has typed on meanwhile goes on. */
  saved(place: string, edit: StoredEdit): void {
    const kept = this.drafts.editOf(place);
    if (kept?.id !== edit.id || kept.text !== edit.text) return;
    this.drafts.keepEdit(place, null);
    if (this.place() === place) this.old.set(null);
  }
}
