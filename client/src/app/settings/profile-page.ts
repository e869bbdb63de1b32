import { Component, computed, inject, linkedSignal, type WritableSignal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { limits } from '@api/shared/limits.ts';
import { ServerInfo } from '../auth/server-info.ts';
import { Session } from '../auth/session.ts';
import { HintCard } from '../ui/feedback/hint-card.ts';
import { Icon } from '../ui/icon.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { TextArea } from '../ui/fields/text-area.ts';
import { TextField } from '../ui/fields/text-field.ts';
import { Texts } from '../i18n/texts.ts';
import { Submission } from '../ui/submission.ts';
import { OwnAvatar } from '../uploads/pictures/own-avatar.ts';
import { Avatar } from '../users/avatar.ts';
import { OwnAccountApi } from './own-account-api.ts';
import { askBeforeUnload, type FormPage } from './unsaved-text.ts';
import { trimText, withoutDirectionControls } from '@api/shared/visible-text.ts';

const FIELDS = ['displayName', 'statusText', 'bio'] as const;
type Field = (typeof FIELDS)[number];

const length = (text: string) => [...text].length;

/** Edits the reader's profile, with a preview. */
@Component({
  selector: 'parley-profile-page',
  imports: [Avatar, HintCard, Icon, MatButton, OwnAvatar, RouterLink, TextArea, TextField],
  templateUrl: './profile-page.html',
  styleUrls: ['../ui/page-form.scss', './profile-page.scss'],
})
export class ProfilePage implements FormPage {
  private readonly account = inject(OwnAccountApi);
  private readonly problems = inject(ProblemTexts);
  protected readonly session = inject(Session);
  protected readonly server = inject(ServerInfo);
  protected readonly t = inject(Texts).t;
  protected readonly me = this.session.me;
  protected readonly trimText = trimText;
  protected readonly cleanName = withoutDirectionControls;

  protected readonly displayName = this.field('displayName');
  protected readonly statusText = this.field('statusText');
  protected readonly bio = this.field('bio');
  private readonly typed = computed(() => ({
    displayName: trimText(this.displayName()),
    statusText: trimText(this.statusText()),
    bio: trimText(this.bio()),
  }));
  readonly changed = computed(() => FIELDS.some((field) => this.typed()[field] !== this.me()?.[field]));
  protected readonly bioLeft = computed(() => limits.bio - length(this.typed().bio));

  /** Until the fields change again. */
  protected readonly saved = linkedSignal({
    source: this.changed,
    computation: (changed, before) => !changed && (before?.value ?? false),
  });
  private readonly submission = new Submission(this.typed);
  protected readonly busy = this.submission.busy;
  protected readonly failure = this.submission.failure;
  private readonly faults = computed<Record<Field, string | null>>(() => ({
    displayName: this.typed().displayName ? this.tooLong('displayName', limits.displayName) : this.t('field.required'),
    statusText: this.tooLong('statusText', limits.statusText),
    bio: this.tooLong('bio', limits.bio),
  }));
  protected readonly formProblem = computed(() =>
    this.failure() && !FIELDS.some((field) => this.problem(field)) ? this.problems.of(this.failure()) : null,
  );

  constructor() {
    askBeforeUnload(this);
  }

  protected problem(field: Field): string | null {
    return this.faults()[field] ?? this.problems.ofField(this.failure(), field);
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    if (FIELDS.some((field) => this.faults()[field]) || !this.changed()) return;
    await this.submission.run(async () => {
      await this.account.update(this.typed());
      this.saved.set(true);
    });
  }

  /** What is typed stays when something else of the account changes, as the picture. */
  private field(name: Field): WritableSignal<string> {
    return linkedSignal(computed(() => this.me()?.[name] ?? ''));
  }

  private tooLong(field: Field, most: number): string | null {
    return length(this.typed()[field]) > most ? this.t('field.password-long', { most }) : null;
  }
}
