import { Component, computed, inject } from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import { MatDialog } from '@angular/material/dialog';
import { RouterLink } from '@angular/router';
import { EmojiText } from '../custom-emoji/emoji-text.ts';
import type { Preferences } from '@api/users/users.dto.ts';
import { Session } from '../auth/session.ts';
import { confirmed } from '../ui/feedback/confirm-dialog.ts';
import { InertClosedMenu } from '../ui/inert-closed-menu.ts';
import { Icon } from '../ui/icon.ts';
import { MinuteClock } from '../ui/minute-clock.ts';
import { TypeAhead } from '../ui/keyboard/type-ahead.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Texts } from '../i18n/texts.ts';
import { Avatar } from '../users/avatar.ts';
import { type Pause, PAUSES } from '../users/notification-pauses.ts';
import { PreferencesStore } from '../users/preferences-store.ts';
import { lastingStatus, statusLine } from '../users/shown-status.ts';
import { isModeratorOrAdmin } from '../auth/roles.ts';

/** The menu of the signed-in account: status, pauses, settings, and signing out. */
@Component({
  selector: 'parley-account-menu',
  imports: [EmojiText, Avatar, InertClosedMenu, Icon, MatMenuModule, RouterLink],
  templateUrl: './account-menu.html',
  styleUrl: './account-menu.scss',
})
export class AccountMenu {
  protected readonly texts = inject(Texts);
  protected readonly preferences = inject(PreferencesStore);
  protected readonly session = inject(Session);
  private readonly dialog = inject(MatDialog);
  private readonly typeAhead = inject(TypeAhead);
  private readonly problems = inject(ProblemTexts);
  private readonly clock = inject(MinuteClock);
  protected readonly me = computed(() => this.session.me());

  protected readonly status = computed(() => {
    const status = lastingStatus(this.me()?.status, this.clock.now());
    return status && statusLine(status);
  });

  protected readonly isModerator = computed(() => isModeratorOrAdmin(this.me()?.role));

  protected readonly isPresenceHidden = computed(() => this.preferences.current().hidePresence === true);
  protected readonly pauses = PAUSES;
  protected readonly pauseKey = (pause: Pause) => `pause.${pause}` as const;

  protected async setStatus(): Promise<void> {
    const { StatusDialog } = await this.typeAhead.load(() => import('./status-dialog.ts'));
    this.dialog.open(StatusDialog, { width: '26rem' });
  }

  protected pause(pause: Pause | null): Promise<void> {
    return this.run(() => this.preferences.pause(pause));
  }

  protected update(patch: Preferences): Promise<void> {
    return this.run(() => this.preferences.update(patch));
  }

  protected async signOut(): Promise<void> {
    if (this.session.isGuest() && !(await this.confirmGuestSignOut())) return;
    await this.run(() => this.session.signOut());
  }

  private async run(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.problems.show(error);
    }
  }

  /** A guest cannot sign in again, and so is asked first. */
  private confirmGuestSignOut(): Promise<boolean> {
    const question = {
      title: this.texts.t('guest.leave'),
      text: this.texts.t('guest.leave-text'),
      action: this.texts.t('account.sign-out'),
    };
    return confirmed(this.dialog, question);
  }
}
