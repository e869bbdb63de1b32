import {
  afterRenderEffect,
  Component,
  computed,
  type ElementRef,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { limits } from '@api/shared/limits.ts';
import { repairText } from '@api/shared/repair-text.ts';
import { isBlank, trimText } from '@api/shared/visible-text.ts';
import type { Message, ReplyExcerpt } from '@api/timeline/message.dto.ts';
import { MessageBody } from '../markdown/message-body.ts';
import { MessageTexts } from '../rooms/message-texts.ts';
import { Tooltip } from '../ui/tooltip.ts';
import { Icon } from '../ui/icon.ts';
import { Texts } from '../i18n/texts.ts';
import { Completion } from './suggestions/completion.ts';
import { type CompletionTrigger, completionTriggerAt, insertCompletion } from './suggestions/completion-trigger.ts';
import { PersonNamePipe } from '../users/person-name.ts';
import { FormatBar, type Formatting } from './format-bar.ts';
import { continueList, isInFence, pasteAsLink, toggleMark, markForKeys, type SelectedText } from './formatting.ts';
import { formattedElements } from './paste/formatted-paste.ts';
import { isLongPaste } from './paste/long-paste.ts';
import { replaceText } from './replace-text.ts';
import { type Suggestion, SuggestionList } from './suggestions/suggestion-list.ts';

const COUNTER_FROM_CHARS = 200;

/**
 * The field for a new message, a reply or an edit. Inputs and outputs only: it does not send and does not look up
 * suggestions. Content marked `[attach]` stands before the text, content marked `[above]` above the box.
 */
@Component({
  selector: 'parley-composer',
  imports: [FormatBar, Icon, MatIconButton, MessageBody, PersonNamePipe, SuggestionList, Tooltip],
  templateUrl: './composer.html',
  styleUrl: './composer.scss',
  host: { '(window:resize)': 'fitHeight()', '(document:selectionchange)': 'updateSelection()' },
})
export class Composer {
  protected readonly messageTexts = inject(MessageTexts);
  protected readonly t = inject(Texts).t;
  readonly text = input.required<string>();
  /** Emits with every letter, but not by `setText`. */
  readonly textChange = output<string>();
  readonly placeholder = input.required<string>();
  /** The accessible name. */
  readonly label = input.required<string>();
  readonly maxLength = input(limits.messageBody);
  readonly replyingTo = input<ReplyExcerpt | null>(null);
  readonly editing = input<Pick<Message, 'id'> | null>(null);
  /** Whether the edit is being saved. */
  readonly saving = input(false);
  /** When false, Enter begins a new line and Ctrl or Cmd with Enter sends. */
  readonly enterSends = input(true);
  /** Whether there are files to send. */
  readonly hasAttachments = input(false);
  /** Whether a file is still being uploaded. */
  readonly isUploading = input(false);
  /** The suggestions for the trigger last emitted. */
  readonly suggestions = input<readonly Suggestion[]>([]);
  readonly triggerChange = output<CompletionTrigger | null>();
  readonly submitted = output<string>();
  /** Whether a message may be sent later. */
  readonly maySchedule = input(false);
  /** Emits the text that is to be sent later. */
  readonly scheduled = output<string>();
  readonly cancelled = output();
  /** Emits on the up arrow in an empty composer. */
  readonly editLast = output();
  /** Emits on the up arrow with Shift in an empty composer. */
  readonly replyLast = output();
  /** Emits a pasted text that might rather be a file. */
  readonly pastedLong = output<string>();
  /** Emits the button beside which the picker opens. */
  readonly pickEmoji = output<HTMLElement>();

  /** The text of the field, or its text after the next rendering. */
  protected readonly draft = linkedSignal(() => this.text());
  private readonly field = viewChild.required<ElementRef<HTMLTextAreaElement>>('field');
  protected readonly completion = new Completion(
    this.suggestions,
    (trigger) => this.triggerChange.emit(trigger),
    (suggestion) => this.accept(suggestion),
  );
  protected readonly hasSelection = signal(false);
  private readonly wantsPreview = signal(false);
  protected readonly hasText = computed(() => !isBlank(this.draft()));
  protected readonly isPreviewed = computed(() => this.wantsPreview() && this.hasText());
  protected readonly charactersLeft = computed(() => this.maxLength() - [...this.draft().trim()].length);
  protected readonly showCharactersLeft = computed(() => this.charactersLeft() < COUNTER_FROM_CHARS);
  protected readonly canSend = computed(() => this.fits(trimText(this.draft())));

  constructor() {
    afterRenderEffect(() => {
      this.draft();
      this.isPreviewed();
      this.fitHeight();
    });
  }

  focus(): void {
    const field = this.field().nativeElement;
    // A hidden field cannot take the focus before the next rendering.
    this.wantsPreview.set(false);
    field.parentElement?.removeAttribute('hidden');
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  /**
   * Empties the field after sending, or fills it when the text comes back. At once, because a key before the next
   * rendering would be added to the text that was sent, or send it again; and not by `text` alone, which misses two
   * changes between two renderings.
   */
  setText(words: string): void {
    this.draft.set(words);
    this.field().nativeElement.value = words;
  }

  /** Inserts at the caret. */
  insert(words: string): void {
    const { text, start, end } = this.selected();
    this.write(text.slice(0, start) + words + text.slice(end), start + words.length);
    this.field().nativeElement.focus();
  }

  protected onInput(event: Event): void {
    const field = event.target as HTMLTextAreaElement;
    const repaired = repairText(field.value);
    if (repaired !== field.value) this.write(repaired, repairText(field.value.slice(0, field.selectionStart)).length);
    else this.setDraft(field.value);
    this.updateTrigger();
  }

  protected onKeydown(event: KeyboardEvent): void {
    // The Enter that ends a composition of an input method chooses a word and does not send. Safari reports it only
    // by the deprecated key code.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    if (event.isComposing || event.keyCode === 229) return;
    if (
      this.completion.handleKey(event) ||
      this.handleFormattingKey(event) ||
      this.handleSendKey(event) ||
      this.continueLine(event)
    )
      event.preventDefault();
  }

  protected onPaste(event: ClipboardEvent): void {
    const plain = event.clipboardData?.getData('text/plain') ?? '';
    const link = pasteAsLink(this.selected(), plain);
    const formatted = this.isInCode() ? null : formattedElements(event.clipboardData);
    if (link || formatted) event.preventDefault();
    if (link) this.write(link.text, link.start, link.end);
    else if (formatted) void this.pasteFormatted(formatted, plain);
    else this.notifyLongPaste(plain);
  }

  /** With Shift, browsers paste the plain text. */
  private async pasteFormatted(formatted: HTMLElement, plain: string): Promise<void> {
    const words = await import('./paste/markdown-of-elements.ts')
      .then(({ markdownOf }) => markdownOf(formatted) || plain)
      // Offline, before it was ever loaded; or it cannot read this.
      .catch(() => plain);
    this.insert(words);
    this.notifyLongPaste(words);
  }

  private notifyLongPaste(words: string): void {
    const typed = words.replaceAll('\r\n', '\n');
    if (isLongPaste(typed)) this.pastedLong.emit(typed);
  }

  private isInCode(): boolean {
    const { text, start } = this.selected();
    return isInFence(text.slice(0, start));
  }

  /** Reads the trigger at the caret. */
  protected updateTrigger(): void {
    const { value, selectionStart, selectionEnd } = this.field().nativeElement;
    this.completion.update(selectionStart === selectionEnd ? completionTriggerAt(value, selectionStart) : null);
  }

  protected accept({ insert }: Suggestion): void {
    const trigger = this.completion.trigger();
    if (!trigger) return;
    const { text, caret } = insertCompletion(this.field().nativeElement.value, trigger, insert);
    this.write(text, caret);
    this.completion.close();
  }

  protected updateSelection(): void {
    const field = this.field().nativeElement;
    this.hasSelection.set(document.activeElement === field && field.selectionStart !== field.selectionEnd);
  }

  protected applyFormatting(how: Formatting): void {
    const { text, start, end } = how(this.selected());
    this.write(text, start, end);
  }

  protected togglePreview(): void {
    this.wantsPreview.update((wanted) => !wanted);
    if (!this.wantsPreview()) setTimeout(() => this.focus());
  }

  protected openPicker({ currentTarget }: Event): void {
    if (currentTarget instanceof HTMLElement) this.pickEmoji.emit(currentTarget);
  }

  /** The words are those of the field: the bound text follows `setText` only with the next rendering. */
  protected submit(): void {
    this.emitWords(this.submitted);
  }

  protected schedule(): void {
    this.emitWords(this.scheduled);
  }

  private emitWords(to: { emit(words: string): void }): void {
    const words = trimText(repairText(this.field().nativeElement.value));
    if (!this.fits(words)) return;
    this.completion.close();
    this.wantsPreview.set(false);
    to.emit(words);
  }

  private fits(words: string): boolean {
    return (words !== '' || this.hasAttachments()) && !this.isUploading() && [...words].length <= this.maxLength();
  }

  private handleFormattingKey(event: KeyboardEvent): boolean {
    const mark = markForKeys(event);
    if (!mark) return false;
    this.applyFormatting((selected) => toggleMark(selected, mark));
    return true;
  }

  private handleSendKey({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    const { text, start } = this.selected();
    const sends = ctrlKey || metaKey || (this.enterSends() && !shiftKey && !isInFence(text.slice(0, start)));
    if (key === 'Enter' && sends) this.submit();
    else if (key === 'Escape' && (this.editing() || this.replyingTo())) this.cancelled.emit();
    else if (key === 'ArrowUp' && !altKey && this.draft() === '' && !this.editing())
      (shiftKey ? this.replyLast : this.editLast).emit();
    else return false;
    return true;
  }

  /** Continues a list or quote on a new line. */
  private continueLine({ key }: KeyboardEvent): boolean {
    const line = key === 'Enter' ? continueList(this.selected()) : null;
    if (line) this.write(line.text, line.start);
    return line !== null;
  }

  private selected(): SelectedText {
    const { value, selectionStart, selectionEnd } = this.field().nativeElement;
    return { text: value, start: selectionStart, end: selectionEnd };
  }

  /** Changes the text as if it were typed, and only where it differs, so that undo works. */
  private write(text: string, start: number, end = start): void {
    const field = this.field().nativeElement;
    field.focus();
    replaceText(field, text);
    field.setSelectionRange(start, end);
    this.setDraft(text);
  }

  private setDraft(text: string): void {
    this.draft.set(text);
    this.textChange.emit(text);
  }

  protected fitHeight(): void {
    const field = this.field().nativeElement;
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
  }
}
