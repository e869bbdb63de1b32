import { computed, inject, linkedSignal, type Signal } from '@angular/core';
import type { ReplyExcerpt } from '@api/timeline/message.dto.ts';
import { Drafts, type StoredEdit } from './drafts.ts';

/** What is unfinished in the place that is open: on the screen, and with every letter on the disk. See `Drafts`. */
export class ConversationDraft {
  private readonly drafts = inject(Drafts);
  private readonly unsentText = linkedSignal(() => this.drafts.textOf(this.conversationKey()));
  private readonly reply = linkedSignal(() => this.drafts.replyOf(this.conversationKey()));
  private readonly edit = linkedSignal(() => this.drafts.editOf(this.conversationKey()));

  /** The new words, without those of an old message. */
  readonly newText = this.unsentText.asReadonly();
  readonly replyingTo = this.reply.asReadonly();
  readonly editing = this.edit.asReadonly();
  /** What stands in the composer. */
  readonly text = computed(() => this.edit()?.text ?? this.unsentText());

  constructor(private readonly conversationKey: Signal<string>) {}

  setNewText(words: string): void {
    this.unsentText.set(words);
    this.drafts.saveText(this.conversationKey(), words);
  }

  setReply(quoted: ReplyExcerpt | null): void {
    this.reply.set(quoted);
    this.drafts.saveReply(this.conversationKey(), quoted);
  }

  setEdit(edit: StoredEdit | null): void {
    this.edit.set(edit);
    this.drafts.saveEdit(this.conversationKey(), edit);
  }

  /**
   * Clears the screen at once: who types on must not find the next words gone. The disk keeps it all until `forget`.
   */
  beginSend(): { quoted: ReplyExcerpt | null; forget: () => void } {
    const [place, words, quoted] = [this.conversationKey(), this.unsentText(), this.reply()];
    this.unsentText.set('');
    this.reply.set(null);
    return {
      quoted,
      forget: () => {
        if (this.drafts.textOf(place) === words) this.drafts.saveText(place, '');
        if (this.drafts.replyOf(place)?.id === quoted?.id) this.drafts.saveReply(place, null);
      },
    };
  }

  /** Puts words back where they were written, unless one has typed on there meanwhile. */
  restoreNewText(place: string, words: string): void {
    if (this.drafts.textOf(place)) return;
    this.drafts.saveText(place, words);
    if (this.conversationKey() === place) this.unsentText.set(words);
  }

  /** Takes up an edit again, wherever one is now. */
  restoreEdit(place: string, edit: StoredEdit): void {
    this.drafts.saveEdit(place, edit);
    if (this.conversationKey() === place) this.edit.set(edit);
  }

  /** The edit is saved; who has typed on meanwhile goes on. */
  clearSavedEdit(place: string, edit: StoredEdit): void {
    const kept = this.drafts.editOf(place);
    if (kept?.id !== edit.id || kept.text !== edit.text) return;
    this.drafts.saveEdit(place, null);
    if (this.conversationKey() === place) this.edit.set(null);
  }
}
