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
import { MatTooltip } from '@angular/material/tooltip';
import { limits } from '@api/shared/limits.ts';
import type { Message, ReplyExcerpt } from '@api/timeline/message.dto.ts';
import { MessageBody } from '../markdown/message-body.ts';
import { Notices } from '../rooms/notices.ts';
import { Icon } from '../ui/icon.ts';
import { Texts } from '../i18n/texts.ts';
import { type CompletionTrigger, completionTriggerAt, insertCompletion } from './completion-trigger.ts';
import { FormatBar, type Formatting } from './format-bar.ts';
import { continueList, isInFence, pasteAsLink, toggleMark, markForKeys, type SelectedText } from './formatting.ts';
import { type Suggestion, SuggestionList } from './suggestion-list.ts';

const SHOW_LEFT_BELOW_CHARACTERS = 200;

/**
 * Where one writes: a new message, a reply, or the new words of an old one. Knows nothing of how it is sent, nor who
 * or what can be suggested. What is `[attach]` stands before the text, what is `[above]` over the box.
 */
@Component({
  selector: 'parley-composer',
  imports: [FormatBar, Icon, MatIconButton, MatTooltip, MessageBody, SuggestionList],
  templateUrl: './composer.html',
  styleUrl: './composer.scss',
  host: { '(window:resize)': 'fitHeight()', '(document:selectionchange)': 'updateSelection()' },
})
export class Composer {
  protected readonly notices = inject(Notices);
  protected readonly t = inject(Texts).t;
  readonly text = input.required<string>();
  /** With every letter; not by `show`. */
  readonly textChange = output<string>();
  /** What one is asked to write, and where. */
  readonly placeholder = input.required<string>();
  /** What it is called. */
  readonly label = input.required<string>();
  readonly maxLength = input(limits.messageBody);
  readonly replyingTo = input<ReplyExcerpt | null>(null);
  readonly editing = input<Pick<Message, 'id'> | null>(null);
  /** The new words are on their way. */
  readonly saving = input(false);
  /** False: Enter begins a new line, and only with Ctrl or Cmd it sends. */
  readonly enterSends = input(true);
  /** There is something to send besides words. */
  readonly hasAttachments = input(false);
  /** What is to go with the words is not there yet. */
  readonly isUploading = input(false);
  /** What fits `asked`. */
  readonly suggestions = input<readonly Suggestion[]>([]);
  readonly triggerChange = output<CompletionTrigger | null>();
  readonly submitted = output<string>();
  readonly cancelled = output();
  /** Up in an empty composer. */
  readonly editLast = output();
  /** The button beside which the picker opens. */
  readonly pickEmoji = output<HTMLElement>();

  /** What stands in the field, or will with the next rendering. */
  protected readonly draft = linkedSignal(() => this.text());
  private readonly field = viewChild.required<ElementRef<HTMLTextAreaElement>>('field');
  /** Where suggestions were sent away: they come back with the next sign, not with the next letter. */
  private dismissed: number | null = null;
  private readonly trigger = signal<CompletionTrigger | null>(null);
  /** Some words are selected. */
  protected readonly hasSelection = signal(false);
  private readonly wantsPreview = signal(false);
  protected readonly isPreviewed = computed(() => this.wantsPreview() && this.draft().trim() !== '');
  protected readonly visibleSuggestions = computed(() => (this.trigger() ? this.suggestions() : []));
  protected readonly active = linkedSignal({ source: this.visibleSuggestions, computation: () => 0 });
  protected readonly charactersLeft = computed(() => this.maxLength() - [...this.draft().trim()].length);
  protected readonly showCharactersLeft = computed(() => this.charactersLeft() < SHOW_LEFT_BELOW_CHARACTERS);
  protected readonly canSend = computed(() => this.fits(this.draft().trim()));

  constructor() {
    afterRenderEffect(() => {
      this.draft();
      this.isPreviewed();
      this.fitHeight();
    });
  }

  focus(): void {
    const field = this.field().nativeElement;
    // Behind the preview it cannot take the focus before the next rendering.
    this.wantsPreview.set(false);
    field.parentElement?.removeAttribute('hidden');
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  /**
   * Empties the field when what was written is on its way, or fills it when that comes back. Not with the next
   * rendering: a key before it would be added to what was sent, or send it again. Nor by `text` alone, which tells
   * nothing of what has changed twice between two renderings.
   */
  setText(words: string): void {
    this.draft.set(words);
    this.field().nativeElement.value = words;
  }

  /** Puts something where the caret is. */
  insert(words: string): void {
    const { text, start, end } = this.selected();
    this.write(text.slice(0, start) + words + text.slice(end), start + words.length);
    this.field().nativeElement.focus();
  }

  protected onInput(event: Event): void {
    this.setDraft((event.target as HTMLTextAreaElement).value);
    this.updateTrigger();
  }

  protected onKeydown(event: KeyboardEvent): void {
    // The Enter that ends a composition of an input method chooses a word; it does not send. Safari says so only
    // by the old code.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    if (event.isComposing || event.keyCode === 229) return;
    if (
      this.handleSuggestionKey(event) ||
      this.handleFormattingKey(event) ||
      this.handleSendKey(event) ||
      this.continueLine(event)
    )
      event.preventDefault();
  }

  protected onPaste(event: ClipboardEvent): void {
    const link = pasteAsLink(this.selected(), event.clipboardData?.getData('text/plain') ?? '');
    if (!link) return;
    event.preventDefault();
    this.write(link.text, link.start, link.end);
  }

  /** What is typed where the caret is now. */
  protected updateTrigger(): void {
    const { value, selectionStart, selectionEnd } = this.field().nativeElement;
    const asked = selectionStart === selectionEnd ? completionTriggerAt(value, selectionStart) : null;
    const before = this.trigger();
    if (!asked) this.dismissed = null;
    if (asked?.kind === before?.kind && asked?.query === before?.query && asked?.from === before?.from) return;
    if (asked && this.dismissed === asked.from) return;
    this.setTrigger(asked);
  }

  protected accept({ insert }: Suggestion): void {
    const asked = this.trigger();
    if (!asked) return;
    const { text, caret } = insertCompletion(this.field().nativeElement.value, asked, insert);
    this.write(text, caret);
    this.setTrigger(null);
  }

  protected updateSelection(): void {
    const field = this.field().nativeElement;
    this.hasSelection.set(document.activeElement === field && field.selectionStart !== field.selectionEnd);
  }

  protected applyFormatting(how: Formatting): void {
    const { text, start, end } = how(this.selected());
    this.write(text, start, end);
  }

  protected dismiss(): void {
    this.dismissed = this.trigger()?.from ?? null;
    this.setTrigger(null);
  }

  protected togglePreview(): void {
    this.wantsPreview.update((wanted) => !wanted);
    if (!this.wantsPreview()) setTimeout(() => this.focus());
  }

  protected openPicker({ currentTarget }: Event): void {
    if (currentTarget instanceof HTMLElement) this.pickEmoji.emit(currentTarget);
  }

  /** The words are those of the field: what is bound follows `clear` only with the next rendering. */
  protected submit(): void {
    const words = this.field().nativeElement.value.trim();
    if (!this.fits(words)) return;
    this.setTrigger(null);
    this.wantsPreview.set(false);
    this.submitted.emit(words);
  }

  private fits(words: string): boolean {
    return (words !== '' || this.hasAttachments()) && !this.isUploading() && [...words].length <= this.maxLength();
  }

  private setTrigger(asked: CompletionTrigger | null): void {
    this.trigger.set(asked);
    this.triggerChange.emit(asked);
  }

  /** The keys of the suggestions, while there are any. */
  private handleSuggestionKey({ key, shiftKey }: KeyboardEvent): boolean {
    const count = this.visibleSuggestions().length;
    const chosen = this.visibleSuggestions()[this.active()];
    if (count === 0 || !chosen) return false;
    if (key === 'ArrowDown') this.active.update((at) => (at + 1) % count);
    else if (key === 'ArrowUp') this.active.update((at) => (at + count - 1) % count);
    else if ((key === 'Enter' && !shiftKey) || key === 'Tab') this.accept(chosen);
    else if (key === 'Escape') this.dismiss();
    else return false;
    return true;
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
    else if (key === 'ArrowUp' && !altKey && this.draft() === '' && !this.editing()) this.editLast.emit();
    else return false;
    return true;
  }

  /** A new line where Enter does not send. */
  private continueLine({ key }: KeyboardEvent): boolean {
    const line = key === 'Enter' ? continueList(this.selected()) : null;
    if (line) this.write(line.text, line.start);
    return line !== null;
  }

  private selected(): SelectedText {
    const { value, selectionStart, selectionEnd } = this.field().nativeElement;
    return { text: value, start: selectionStart, end: selectionEnd };
  }

  /** As if it were typed, and only what changes: so that it can be undone. */
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

function replaceText(field: HTMLTextAreaElement, text: string): void {
  const { value } = field;
  const shorter = Math.min(value.length, text.length);
  let from = 0;
  while (from < shorter && value[from] === text[from]) from++;
  let rest = 0;
  while (rest < shorter - from && value.at(-1 - rest) === text.at(-1 - rest)) rest++;
  field.setSelectionRange(from, value.length - rest);
  const typed = text.slice(from, text.length - rest);
  // Nothing else lets a page add to what Ctrl+Z takes back.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  if (typed || from < value.length - rest) document.execCommand(typed ? 'insertText' : 'delete', false, typed);
  if (field.value !== text) field.value = text;
}
