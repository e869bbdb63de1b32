import {
  afterRenderEffect,
  Component,
  computed,
  type ElementRef,
  inject,
  input,
  model,
  output,
  viewChild,
} from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatTooltip } from '@angular/material/tooltip';
import { limits } from '@api/common/limits.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import { Icon } from '../ui/icon.ts';
import { Texts } from '../ui/texts.ts';

const ALMOST_FULL = 200;
const NAME = 22;

/** Where one writes: a new message, a reply, or the new words of an old one. Knows nothing of how it is sent. */
@Component({
  selector: 'parley-composer',
  imports: [Icon, MatIconButton, MatTooltip],
  templateUrl: './composer.html',
  styleUrl: './composer.scss',
})
export class Composer {
  protected readonly t = inject(Texts).t;
  readonly text = model.required<string>();
  readonly roomName = input.required<string>();
  readonly maxLength = input(limits.messageBody);
  readonly replyingTo = input<Message | null>(null);
  readonly editing = input<Message | null>(null);
  readonly submitted = output<string>();
  readonly cancelled = output();
  /** Up in an empty composer. */
  readonly editLast = output();

  private readonly field = viewChild.required<ElementRef<HTMLTextAreaElement>>('field');
  /** A long name would be cut in the middle of a letter. */
  protected readonly shortName = computed(() => {
    const name = [...this.roomName()];
    return name.length > NAME
      ? `${name
          .slice(0, NAME - 1)
          .join('')
          .trim()}…`
      : this.roomName();
  });
  protected readonly left = computed(() => this.maxLength() - [...this.text().trim()].length);
  protected readonly showLeft = computed(() => this.left() < ALMOST_FULL);
  protected readonly ready = computed(() => this.text().trim() !== '' && this.left() >= 0);

  constructor() {
    afterRenderEffect(() => {
      this.text();
      this.grow();
    });
  }

  focus(): void {
    const field = this.field().nativeElement;
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  protected type(event: Event): void {
    this.text.set((event.target as HTMLTextAreaElement).value);
  }

  protected press(event: KeyboardEvent): void {
    // The Enter that ends a composition of an input method chooses a word; it does not send. Safari says so only
    // by the old code.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === 'Escape' && (this.editing() || this.replyingTo())) {
      event.preventDefault();
      this.cancelled.emit();
    } else if (event.key === 'ArrowUp' && !event.altKey && this.text() === '' && !this.editing()) {
      event.preventDefault();
      this.editLast.emit();
    }
  }

  protected submit(): void {
    if (!this.ready()) return;
    this.submitted.emit(this.text().trim());
    // Not with the next rendering: a key that comes before it would be added to what was just sent.
    if (!this.editing()) this.field().nativeElement.value = '';
  }

  private grow(): void {
    const field = this.field().nativeElement;
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
  }
}
