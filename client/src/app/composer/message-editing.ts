import { inject, signal } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { namesToLookUp, parseMentions } from '@api/shared/mentions.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Texts } from '../i18n/texts.ts';
import type { StoredEdit } from './drafts/drafts.ts';
import { MessagesStore } from '../messages/messages-store.ts';
import type { ConversationDraft } from './drafts/conversation-draft.ts';
import { trimText } from '@api/shared/visible-text.ts';

/** Whether an edit adds mentions, of people or of the whole room: edits notify nobody. */
export function mentionsOthers(before: string, now: string): boolean {
  const [former, present] = [parseMentions(before), parseMentions(now)];
  const isRoom = present.room && !former.room;
  const formerNames = namesToLookUp(former);
  return isRoom || namesToLookUp(present).some((name) => !formerNames.includes(name));
}

/** Saves or discards an edit. Needs an injection context. */
export class MessageEditing {
  private readonly store = inject(MessagesStore);
  private readonly problems = inject(ProblemTexts);
  private readonly texts = inject(Texts);
  private readonly snackBar = inject(MatSnackBar);

  /** The edit that is being saved; text typed meanwhile makes a newer edit. */
  readonly saving = signal<StoredEdit | null>(null);

  constructor(
    private readonly conversationKey: () => string,
    private readonly draft: ConversationDraft,
  ) {}

  /** The edit stays stored until it is saved, also when another room is opened meanwhile. */
  async save(edit: StoredEdit, words: string | Promise<string>): Promise<void> {
    const conversationKey = this.conversationKey();
    if (this.saving() === edit) return;
    this.saving.set(edit);
    try {
      const text = typeof words === 'string' ? words : await words;
      if (text !== edit.body) await this.store.edit(edit.id, text);
      if (mentionsOthers(edit.body, text))
        this.snackBar.open(this.texts.t('composer.edit-silent'), this.texts.t('close'), { duration: 8000 });
      this.draft.clearSavedEdit(conversationKey, edit);
    } catch (error) {
      this.problems.show(error);
    } finally {
      this.saving.update((saving) => (saving === edit ? null : saving));
    }
  }

  /** Offers to undo, because Escape is easily pressed by mistake. @param onBack called after the undo */
  discard(edit: StoredEdit, onBack: () => void): void {
    const conversationKey = this.conversationKey();
    this.draft.setEdit(null);
    if (trimText(edit.text) === edit.body) return;
    const undo = this.snackBar.open(this.texts.t('composer.edit-dropped'), this.texts.t('undo'), { duration: 8000 });
    undo.onAction().subscribe(() => {
      this.draft.restoreEdit(conversationKey, edit);
      onBack();
    });
  }
}
