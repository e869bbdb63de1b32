import { Component, computed, inject, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import type { TotpSetup } from '@api/auth/second-factor/second-factor.dto.ts';
import { firstValueFrom } from 'rxjs';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { Dates } from '../../ui/dates.ts';
import { confirmed } from '../../ui/feedback/confirm-dialog.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { RecoveryCodesDialog } from '../../auth/factors/recovery-codes-dialog.ts';
import { PasskeyList } from './passkey-list.ts';
import { SecondFactorApi } from './second-factor-api.ts';
import { TotpSetupDialog, type TotpTurnedOn } from './totp-setup-dialog.ts';

/** The second factors of the account: passkeys, the authenticator app and recovery codes. */
@Component({
  selector: 'parley-second-factor',
  imports: [LoadFailure, MatButton, PasskeyList, SkeletonRows],
  templateUrl: './second-factor.html',
  styleUrl: '../../ui/page-form.scss',
  styles: `
    .app,
    .codes {
      padding-top: 1.75rem;
      border-top: 1px solid var(--mat-sys-outline-variant);
    }
  `,
  // Another tab may have changed it.
  host: { '(window:focus)': 'found.reload()' },
})
export class SecondFactor {
  private readonly factors = inject(SecondFactorApi);
  private readonly dialog = inject(MatDialog);
  private readonly texts = inject(Texts);
  protected readonly dates = inject(Dates);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = this.texts.t;
  protected readonly count = this.texts.count;

  protected readonly found = resource({ loader: () => this.factors.factors() });
  private readonly passkeyCount = computed(() => (this.found.hasValue() ? this.found.value().passkeys.length : 0));
  protected readonly hasFactor = computed(
    () => this.passkeyCount() > 0 || (this.found.hasValue() && this.found.value().totp !== null),
  );
  protected readonly codesLeft = computed(() => (this.found.hasValue() ? this.found.value().recoveryCodesLeft : 0));
  /** A passkey is left where a factor is required. */
  protected readonly mayTurnOff = computed(
    () => this.passkeyCount() > 0 || (this.found.hasValue() && !this.found.value().required),
  );
  protected readonly busy = signal(false);
  protected readonly failure = signal<unknown>(null);
  protected readonly announcement = signal('');

  protected setUp(): Promise<void> {
    return this.run(async () => {
      const data = await this.factors.beginTotp();
      const options = { data, width: '28rem' };
      const opened = this.dialog.open<TotpSetupDialog, TotpSetup, TotpTurnedOn>(TotpSetupDialog, options);
      const turnedOn = await firstValueFrom(opened.afterClosed());
      if (turnedOn) this.announcement.set(this.t('totp.is-on'));
      if (turnedOn?.recoveryCodes) await this.show(turnedOn.recoveryCodes);
    });
  }

  protected async afterPasskeys(recoveryCodes: string[] | null): Promise<void> {
    if (recoveryCodes) await this.show(recoveryCodes);
    this.found.reload();
  }

  protected async turnOff(): Promise<void> {
    const text = this.t(this.passkeyCount() ? 'totp.off-beside-passkeys' : 'totp.off-text');
    const question = { title: this.t('totp.off-title'), text, action: this.t('totp.off') };
    if (!(await confirmed(this.dialog, question))) return;
    await this.run(async () => {
      await this.factors.removeTotp();
      this.announcement.set(this.t('totp.is-off'));
    });
  }

  protected async renewRecoveryCodes(): Promise<void> {
    const question = {
      title: this.t('recovery.renew'),
      text: this.t('recovery.renew-text'),
      action: this.t('recovery.renew'),
    };
    if (!(await confirmed(this.dialog, question))) return;
    await this.run(async () => this.show(await this.factors.renewRecoveryCodes()));
  }

  private async show(codes: string[]): Promise<void> {
    const opened = this.dialog.open<RecoveryCodesDialog, string[]>(RecoveryCodesDialog, {
      data: codes,
      width: '42rem',
      disableClose: true,
    });
    await firstValueFrom(opened.afterClosed());
  }

  private async run(action: () => Promise<void>): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.failure.set(null);
    this.announcement.set('');
    try {
      await action();
    } catch (error) {
      // The reader has closed the question.
      if (!(error instanceof ApiProblem && error.code === 'confirmation_required')) this.failure.set(error);
    } finally {
      this.busy.set(false);
      this.found.reload();
    }
  }
}
