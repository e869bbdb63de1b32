import { Component, computed, inject, input, model } from '@angular/core';
import { EMOJI_NAME, EMOJI_NAME_MAX } from '@api/shared/emoji-names.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Texts } from '../i18n/texts.ts';
import { TextField } from '../ui/fields/text-field.ts';
import { cleanEmojiName } from './emoji-names.ts';

/** The field for a name of a custom emoji. */
@Component({
  selector: 'parley-emoji-name-field',
  imports: [TextField],
  template: `<parley-text-field
    [label]="t('emoji.name')"
    [hint]="t('emoji.name-rule')"
    [maxLength]="max"
    [clean]="clean"
    [problem]="problem()"
    [(value)]="name"
  />`,
})
export class EmojiNameField {
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly clean = cleanEmojiName;
  protected readonly max = EMOJI_NAME_MAX;
  readonly name = model.required<string>();
  /** Whether the user has tried to save it: a name that is too short is told from then on. */
  readonly tried = input.required<boolean>();
  /** Why the last attempt failed. */
  readonly failure = input<unknown>(null);

  readonly problem = computed(() => {
    if (this.tried() && !EMOJI_NAME.test(this.name())) return this.t('emoji.name-rule');
    return this.problems.ofField(this.failure(), 'name') ? this.t('problem.emoji_name_taken') : null;
  });
}
