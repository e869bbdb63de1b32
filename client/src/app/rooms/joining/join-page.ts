import { Component, computed, inject, input, linkedSignal, type OnInit, resource, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { AccountForm } from '../../auth/pages/account-form.ts';
import { AuthFrame } from '../../auth/pages/auth-frame.ts';
import { Session } from '../../auth/session.ts';
import { Texts } from '../../i18n/texts.ts';
import { AcceptedInvitation } from './accepted-invitation.ts';
import { JoinFields } from './join-fields.ts';
import { isDeadCode, RoomPreviews } from './room-preview.ts';
import { RoomsStore } from '../rooms-store.ts';

/** The page of an invitation link for signed-in users: following a link alone joins no room. */
@Component({
  selector: 'parley-join-page',
  imports: [AccountForm, AuthFrame, JoinFields, RouterLink],
  template: `
    <parley-auth-frame [heading]="heading()" [intro]="intro()">
      @if (!isDead()) {
        <parley-account-form [action]="'join.action'" [busyAction]="'join.busy'" [busy]="busy()" (submitted)="join()">
          <parley-join-fields
            [fixed]="true"
            [passwordProtected]="preview.hasValue() && preview.value().passwordProtected"
            [failure]="failure()"
            [submitted]="submitted()"
            [(code)]="enteredCode"
            [(password)]="password"
          />
        </parley-account-form>
      }
      <p class="other">
        <a routerLink="/rooms">{{ t(isDead() ? 'room.back' : 'join.not-now') }}</a>
      </p>
    </parley-auth-frame>
  `,
  styleUrl: '../../auth/pages/auth-form.scss',
})
export class JoinPage implements OnInit {
  private readonly rooms = inject(RoomsStore);
  private readonly router = inject(Router);
  protected readonly session = inject(Session);
  protected readonly t = inject(Texts).t;

  private readonly previews = inject(RoomPreviews);
  private readonly accepted = inject(AcceptedInvitation);
  protected readonly preview = resource({
    params: () => this.code(),
    loader: ({ params }) => this.previews.find(params),
  });
  protected readonly isDead = computed(() => isDeadCode(this.preview.error()));
  protected readonly heading = computed(() => {
    if (this.preview.hasValue()) return this.t('join.to', { room: this.preview.value().name, server: location.host });
    return this.t(this.isDead() ? 'join.dead' : 'join.title');
  });
  protected readonly intro = computed(() =>
    this.isDead() ? this.t('join.dead-text') : this.t('join.intro', { name: this.session.me()?.displayName ?? '' }),
  );

  /** From the address. */
  readonly code = input('');
  protected readonly enteredCode = linkedSignal(() => this.code().toUpperCase());
  protected readonly password = signal('');
  protected readonly busy = signal(false);
  protected readonly submitted = signal(false);
  /** Typing clears the last refusal. */
  protected readonly failure = linkedSignal<string, unknown>({
    source: computed(() => `${this.enteredCode()}\n${this.password()}`),
    computation: () => null,
  });

  ngOnInit(): void {
    if (this.accepted.take(this.code())) void this.join();
  }

  protected async join(): Promise<void> {
    this.submitted.set(true);
    if (!this.enteredCode() || this.busy()) return;
    this.busy.set(true);
    this.failure.set(null);
    try {
      const room = await this.rooms.joinByCode(this.enteredCode(), this.password() || undefined);
      await this.router.navigate(['/rooms', room.id], { replaceUrl: true });
    } catch (error) {
      this.failure.set(error);
    } finally {
      this.busy.set(false);
    }
  }
}
