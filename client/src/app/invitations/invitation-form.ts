import { Component, computed, inject, output, signal } from '@angular/core';
import type { Invitations, InvitationWithLink, InvitedRole } from '@api/auth/invitations/invitations.dto.ts';
import { limits } from '@api/shared/limits.ts';
import { trimText } from '@api/shared/visible-text.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { ServerInfo } from '../auth/server-info.ts';
import { Texts } from '../i18n/texts.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { CheckField } from '../ui/fields/check-field.ts';
import { ChoiceField } from '../ui/fields/choice-field.ts';
import { SelectField } from '../ui/fields/select-field.ts';
import { TextArea } from '../ui/fields/text-area.ts';
import { Submission } from '../ui/submission.ts';
import { addressesIn } from './addresses.ts';
import { InvitationsApi } from './invitations-api.ts';
import { isConversation } from '@api/shared/roles.ts';

const DAYS = ['1', '7', '30', '90'] as const;
const USES = ['1', '5', '10', '50', ''] as const;
const FIELDS = ['emails', 'message', 'roomIds', 'expiresInDays', 'uses'];

/** What an invitation to the server is to, and for whom. */
@Component({
  selector: 'parley-invitation-form',
  imports: [CheckField, ChoiceField, SelectField, TextArea],
  template: `
    <form id="invite-people" novalidate (submit)="submit($event)">
      <parley-choice-field [label]="t('invite.way')" [choices]="ways()" [(value)]="way" />
      @if (way() === 'mail') {
        <parley-text-area
          [label]="t('invite.addresses')"
          [hint]="t('invite.addresses-hint')"
          [problem]="addressesProblem()"
          [(value)]="addresses"
        />
      }
      <div class="side">
        @if (roles().length > 1) {
          <parley-select-field [label]="t('invite.role')" [choices]="roles()" [(value)]="chosenRole" />
        }
        <parley-select-field [label]="t('invite.days')" [choices]="dayChoices()" [(value)]="days" />
        @if (way() === 'link') {
          <parley-select-field [label]="t('invite.uses')" [choices]="useChoices()" [(value)]="uses" />
        }
      </div>
      @if (role() === 'guest') {
        <p class="note">{{ t('invite.guest-text') }}</p>
      }
      @if (rooms().length > 0) {
        <details [open]="role() === 'guest'">
          <summary>{{ roomsSummary() }}</summary>
          <parley-check-field [label]="t('invite.rooms')" [choices]="rooms()" [(chosen)]="roomIds" />
        </details>
      }
      @if (roomsProblem(); as words) {
        <p class="problem" role="alert">{{ words }}</p>
      }
      @if (way() === 'mail') {
        <parley-text-area
          [label]="t('invite.message')"
          [hint]="t('invite.message-hint', { most: limits.invitationMessage })"
          [problem]="problems.ofField(failure(), 'message')"
          [(value)]="message"
        />
      }
      @if (formProblem(); as words) {
        <p class="problem" role="alert">{{ words }}</p>
      }
    </form>
  `,
  styleUrls: ['../rooms/dialog-form.scss', './invitation-form.scss'],
})
export class InvitationForm {
  private readonly invitations = inject(InvitationsApi);
  private readonly server = inject(ServerInfo);
  private readonly store = inject(RoomsStore);
  private readonly texts = inject(Texts);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = this.texts.t;
  protected readonly limits = limits;

  readonly mailed = output<Invitations>();
  readonly made = output<InvitationWithLink>();

  readonly way = signal<'mail' | 'link'>('mail');
  protected readonly addresses = signal('');
  protected readonly message = signal('');
  protected readonly chosenRole = signal<InvitedRole>('member');
  protected readonly days = signal<(typeof DAYS)[number]>('7');
  protected readonly uses = signal<(typeof USES)[number]>('10');
  protected readonly roomIds = signal<ReadonlySet<string>>(new Set());
  private readonly tried = signal(false);

  protected readonly ways = computed(() =>
    (['mail', 'link'] as const).map((value) => ({
      value,
      label: this.t(`invite-way.${value}`),
      text: this.t(`invite-way-text.${value}`),
    })),
  );
  protected readonly roles = computed(() =>
    this.server.invitedRoles().map((value) => ({ value, label: this.t(`invite-role.${value}`) })),
  );
  /** Where new accounts are closed, guests are left. */
  protected readonly role = computed(() =>
    this.server.invitedRoles().includes(this.chosenRole())
      ? this.chosenRole()
      : (this.server.invitedRoles()[0] ?? 'member'),
  );
  protected readonly dayChoices = computed(() =>
    DAYS.map((value) => ({ value, label: this.texts.count('invite.days-count', Number(value)) })),
  );
  protected readonly useChoices = computed(() =>
    USES.map((value) => ({
      value,
      label: value ? this.texts.count('invite.uses-count', Number(value)) : this.t('invite.uses-any'),
    })),
  );
  /** Everybody with an account is in the Lobby. */
  protected readonly rooms = computed(() =>
    this.store
      .all()
      .filter(({ kind, lobby, archived }) => !isConversation(kind) && !lobby && !archived)
      .map(({ id: value, name: label }) => ({ value, label })),
  );
  protected readonly roomsSummary = computed(() =>
    this.roomIds().size ? this.texts.count('invite.rooms-chosen', this.roomIds().size) : this.t('invite.rooms-add'),
  );

  private readonly submission = new Submission(() =>
    [this.way(), this.addresses(), this.message(), this.role(), [...this.roomIds()]].join('\n'),
  );
  readonly busy = this.submission.busy;
  protected readonly failure = this.submission.failure;
  protected readonly addressesProblem = computed(() => {
    const isMissing = this.tried() && addressesIn(this.addresses()).length === 0;
    return isMissing ? this.t('field.required') : this.problems.ofField(this.failure(), 'emails');
  });
  protected readonly roomsProblem = computed(() =>
    this.tried() && this.isGuestNowhere() ? this.t('invite.guest-rooms') : null,
  );
  protected readonly formProblem = computed(() => {
    const failure = this.failure();
    const isAtField = FIELDS.some((field) => this.problems.ofField(failure, field));
    return failure && !isAtField ? this.problems.of(failure) : null;
  });
  /** A guest sees nothing but the rooms that they are in. */
  private readonly isGuestNowhere = computed(() => this.role() === 'guest' && this.roomIds().size === 0);

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    const terms = { role: this.role(), roomIds: [...this.roomIds()], expiresInDays: Number(this.days()) };
    if (this.isGuestNowhere()) return;
    if (this.way() === 'link') {
      const uses = this.uses();
      await this.submission.run(async () => {
        this.made.emit(await this.invitations.inviteByLink({ ...terms, ...(uses && { uses: Number(uses) }) }));
      });
      return;
    }
    const emails = addressesIn(this.addresses());
    if (emails.length === 0) return;
    const message = trimText(this.message());
    await this.submission.run(async () => {
      this.mailed.emit(await this.invitations.invite({ ...terms, emails, ...(message && { message }) }));
    });
  }
}
