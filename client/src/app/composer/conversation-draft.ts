import { computed, inject, linkedSignal, type Signal } from '@angular/core';
import type { ReplyExcerpt } from '@api/timeline/message.dto.ts';
import { Drafts, type StoredEdit } from './drafts.ts';

/** The draft of the open conversation: on the screen, and stored with every letter. See `Drafts`. */
export class ConversationDraft {
  private readonly drafts = inject(Drafts);
  private readonly unsentText = linkedSignal(() => this.drafts.textOf(this.conversationKey()));
  private readonly reply = linkedSignal(() => this.drafts.replyOf(this.conversationKey()));
  private readonly edit = linkedSignal(() => this.drafts.editOf(this.conversationKey()));

  /** The text of the new message, without the text of an edit. */
  readonly newText = this.unsentText.asReadonly();
  readonly replyingTo = this.reply.asReadonly();
  readonly editing = this.edit.asReadonly();
  /** The text in the composer. */
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
   * Clears the screen at once, so that text typed next is not lost. The stored draft stays until `forget`.
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

  /** Puts text back into its conversation, unless new text has been typed there meanwhile. */
  restoreNewText(place: string, words: string): void {
    if (this.drafts.textOf(place)) return;
    this.drafts.saveText(place, words);
    if (this.conversationKey() === place) this.unsentText.set(words);
  }

  /** Restores an edit in its conversation, which may not be the open one. */
  restoreEdit(place: string, edit: StoredEdit): void {
    this.drafts.saveEdit(place, edit);
    if (this.conversationKey() === place) this.edit.set(edit);
  }

  /** Removes a saved edit, unless its text has changed meanwhile. */
  clearSavedEdit(place: string, edit: StoredEdit): void {
    const stored = this.drafts.editOf(place);
    if (stored?.id !== edit.id || stored.text !== edit.text) return;
    this.drafts.saveEdit(place, null);
    if (this.conversationKey() === place) this.edit.set(null);
  }
}
