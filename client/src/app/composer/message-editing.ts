import { inject, signal } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Texts } from '../i18n/texts.ts';
import type { StoredEdit } from './drafts.ts';
import { MessagesStore } from '../messages/messages-store.ts';
import type { ConversationDraft } from './conversation-draft.ts';

/** How a change of what one has said ends, where one writes it: saved, or dropped. Needs an injection context. */
export class MessageEditing {
  private readonly store = inject(MessagesStore);
  private readonly problems = inject(ProblemTexts);
  private readonly texts = inject(Texts);
  private readonly snackBar = inject(MatSnackBar);

  /** What is on its way to the server; whoever types on has something newer. */
  readonly saving = signal<StoredEdit | null>(null);

  constructor(
    private readonly conversationKey: () => string,
    private readonly draft: ConversationDraft,
  ) {}

  /** Kept until it is saved, wherever one goes meanwhile. */
  async save(edit: StoredEdit, words: string | Promise<string>): Promise<void> {
    const place = this.conversationKey();
    if (this.saving() === edit) return;
    this.saving.set(edit);
    try {
      const text = typeof words === 'string' ? words : await words;
      if (text !== edit.body) await this.store.edit(edit.id, text);
      this.draft.clearSavedEdit(place, edit);
    } catch (error) {
      this.problems.show(error);
    } finally {
      this.saving.update((saving) => (saving === edit ? null : saving));
    }
  }

  /** Escape is pressed quickly: what was changed can be had back. @param onBack once it is there again */
  discard(edit: StoredEdit, onBack: () => void): void {
    const place = this.conversationKey();
    this.draft.setEdit(null);
    if (edit.text.trim() === edit.body) return;
    const told = this.snackBar.open(this.texts.t('composer.edit-dropped'), this.texts.t('undo'), { duration: 8000 });
    told.onAction().subscribe(() => {
      this.draft.restoreEdit(place, edit);
      onBack();
    });
  }
}
