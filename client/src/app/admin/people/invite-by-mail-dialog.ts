import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule } from '@angular/material/dialog';
import type { Invitations } from '@api/auth/invitations/invitations.dto.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { TextArea } from '../../ui/fields/text-area.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Submission } from '../../ui/submission.ts';
import { addressesIn } from '../settings/addresses.ts';
import { InvitationsApi } from './invitations-api.ts';
import { ShownLink } from './shown-link.ts';

const USUAL_DAYS = '7';

/** Invites addresses to create an account, and shows the links once. */
@Component({
  selector: 'parley-invite-by-mail-dialog',
  imports: [MatButton, MatDialogModule, ShownLink, TextArea, TextField],
  template: `
    <h2 mat-dialog-title>{{ t('admin.invite-mail') }}</h2>
    <mat-dialog-content>
      @if (outcome(); as outcome) {
        <div class="body" role="status">
          @if (outcome.items.length > 0) {
            <p>{{ t('admin.invited') }}</p>
            @for (invitation of outcome.items; track invitation.id) {
              <div>
                <p dir="auto">{{ invitation.email }}</p>
                <parley-shown-link [url]="invitation.url" [label]="invitation.email" />
              </div>
            }
          }
          @if (outcome.refused.length > 0) {
            <p>
              <strong>{{ t('admin.invite-refused') }}</strong>
            </p>
            <ul>
              @for (each of outcome.refused; track each.email) {
                <li>
                  <bdi>{{ each.email }}</bdi> {{ t(reasonKey(each.reason)) }}
                </li>
              }
            </ul>
          }
        </div>
      } @else {
        <form id="invite-by-mail" novalidate (submit)="invite($event)">
          <p>{{ t('admin.invite-mail-text') }}</p>
          <parley-text-area
            [label]="t('admin.invite-addresses')"
            [hint]="t('admin.invite-addresses-hint')"
            [problem]="problem()"
            [(value)]="text"
          />
          <parley-text-field
            inputMode="numeric"
            [label]="t('admin.invite-days')"
            [hint]="t('admin.invite-days-hint')"
            [problem]="problems.ofField(failure(), 'expiresInDays')"
            [(value)]="days"
          />
          @if (formProblem(); as words) {
            <p class="problem" role="alert">{{ words }}</p>
          }
        </form>
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      @if (outcome()) {
        <button matButton="tonal" type="button" [mat-dialog-close]="true">{{ t('close') }}</button>
      } @else {
        <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
        <button matButton="filled" type="submit" form="invite-by-mail" [disabled]="busy()" disabledInteractive>
          {{ t('admin.invite-action') }}
        </button>
      }
    </mat-dialog-actions>
  `,
  styleUrl: '../../rooms/dialog-form.scss',
})
export class InviteByMailDialog {
  private readonly invitations = inject(InvitationsApi);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly reasonKey = (reason: Invitations['refused'][number]['reason']) =>
    `admin.invite-reason.${reason}` as const;

  protected readonly text = signal('');
  protected readonly days = signal(USUAL_DAYS);
  protected readonly outcome = signal<Invitations | null>(null);
  private readonly tried = signal(false);
  private readonly submission = new Submission(() => `${this.text()}\n${this.days()}`);
  protected readonly busy = this.submission.busy;
  protected readonly failure = this.submission.failure;
  protected readonly problem = computed(() =>
    this.tried() && addressesIn(this.text()).length === 0
      ? this.t('field.required')
      : this.problems.ofField(this.failure(), 'emails'),
  );
  protected readonly formProblem = computed(() => {
    const failure = this.failure();
    const isAtField = ['emails', 'expiresInDays'].some((field) => this.problems.ofField(failure, field));
    return failure && !isAtField ? this.problems.of(failure) : null;
  });

  protected async invite(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    const emails = addressesIn(this.text());
    if (emails.length === 0) return;
    await this.submission.run(async () => {
      this.outcome.set(await this.invitations.invite(emails, Number(this.days().trim())));
    });
  }
}
