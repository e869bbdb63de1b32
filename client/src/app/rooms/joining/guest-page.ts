import { Component, computed, inject, input, linkedSignal, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { AccountForm } from '../../auth/pages/account-form.ts';
import { AuthFrame } from '../../auth/pages/auth-frame.ts';
import { validateDisplayName } from '../../auth/pages/account-validation.ts';
import { EnteredName } from '../../auth/entered-name.ts';
import { ServerInfo } from '../../auth/server-info.ts';
import { Session } from '../../auth/session.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Texts } from '../../i18n/texts.ts';
import { AcceptedInvitation } from './accepted-invitation.ts';
import { JoinFields } from './join-fields.ts';
import { isDeadCode, RoomPreviews } from './room-preview.ts';
import { RoomsStore } from '../rooms-store.ts';

/**
 * Joins a room as a guest by name and code. When the guest is signed in but the room refuses, the page stays, and the
 * next attempt only joins the room.
 */
@Component({
  selector: 'parley-guest-page',
  imports: [AccountForm, AuthFrame, JoinFields, MatButton, RouterLink, TextField],
  templateUrl: './guest-page.html',
  styleUrl: '../../auth/pages/auth-form.scss',
})
export class GuestPage {
  private readonly rooms = inject(RoomsStore);
  private readonly router = inject(Router);
  protected readonly problems = inject(ProblemTexts);
  protected readonly session = inject(Session);
  protected readonly server = inject(ServerInfo);
  protected readonly t = inject(Texts).t;

  /** From the address of an invitation. */
  readonly code = input<string>();
  protected readonly invited = computed(() => Boolean(this.code()));
  protected readonly open = computed(() => this.server.current()?.guestAccess !== false && !this.isDead());
  protected readonly intro = computed(() => {
    if (this.isDead()) return this.t('join.dead-text');
    if (this.session.me()) return '';
    if (this.invited()) return this.t('join.stay');
    return this.t(this.open() ? 'guest.intro' : 'guest.closed');
  });
  protected readonly accepted = inject(AcceptedInvitation);
  private readonly previews = inject(RoomPreviews);
  protected readonly preview = resource({
    params: () => this.code() || undefined,
    loader: ({ params }) => this.previews.find(params),
  });
  protected readonly isDead = computed(() => isDeadCode(this.preview.error()));
  protected readonly heading = computed(() => {
    if (this.preview.hasValue()) return this.t('join.to', { room: this.preview.value().name, server: location.host });
    if (this.isDead()) return this.t('join.dead');
    return this.t(this.invited() ? 'join.title' : 'guest.title');
  });
  /** Those who were invited are offered an account first, and a visit second. */
  protected readonly offersAccount = computed(() => this.invited() && !this.session.me());
  protected readonly afterwards = computed(() =>
    this.code() && !this.isDead() ? { next: `/join/${this.code()}` } : {},
  );

  protected readonly name = inject(EnteredName).value;
  protected readonly enteredCode = linkedSignal(() => this.code()?.toUpperCase() ?? '');
  protected readonly password = signal('');
  protected readonly busy = signal(false);
  protected readonly submitted = signal(false);
  /** Typing clears the last refusal. */
  private readonly nameFailure = linkedSignal<string, unknown>({ source: this.name, computation: () => null });
  protected readonly joinFailure = linkedSignal<string, unknown>({
    source: computed(() => `${this.enteredCode()}\n${this.password()}`),
    computation: () => null,
  });
  private readonly fault = computed(() => validateDisplayName(this.name()));
  protected readonly nameProblem = computed(() => {
    const fault = this.fault();
    if (this.submitted() && fault) return this.t(fault.key, fault.params);
    const failure = this.nameFailure();
    return this.problems.ofField(failure, 'displayName');
  });
  protected readonly formProblem = computed(() =>
    this.nameFailure() && !this.nameProblem() ? this.problems.of(this.nameFailure()) : null,
  );

  protected async enter(): Promise<void> {
    this.submitted.set(true);
    const nameless = !this.session.me() && this.fault() !== null;
    if (nameless || !this.enteredCode() || this.busy()) return;
    this.busy.set(true);
    if (await this.ensureSignedIn()) await this.join();
    this.busy.set(false);
  }

  private async ensureSignedIn(): Promise<boolean> {
    if (this.session.me()) return true;
    this.nameFailure.set(null);
    try {
      await this.session.enterAsGuest({ displayName: this.name().trim() });
      this.name.set('');
      return true;
    } catch (error) {
      this.nameFailure.set(error);
      return false;
    }
  }

  private async join(): Promise<void> {
    this.joinFailure.set(null);
    try {
      const room = await this.rooms.joinByCode(this.enteredCode(), this.password() || undefined);
      await this.router.navigate(['/rooms', room.id], { replaceUrl: true });
    } catch (error) {
      this.joinFailure.set(error);
    }
  }
}
