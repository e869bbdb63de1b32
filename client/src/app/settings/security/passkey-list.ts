import { Component, computed, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import type { Passkey } from '@api/auth/passkeys/passkey.dto.ts';
import type { Factors } from '@api/auth/second-factor/second-factor.dto.ts';
import { firstValueFrom } from 'rxjs';
import { ApiProblem } from '../../api/api-problem.ts';
import { Passkeys } from '../../auth/passkeys/passkeys.ts';
import { PasskeySupport } from '../../auth/passkeys/passkey-support.ts';
import { thisDevice } from '../../auth/passkeys/this-device.ts';
import { Texts } from '../../i18n/texts.ts';
import { Dates } from '../../ui/dates.ts';
import { confirmed } from '../../ui/feedback/confirm-dialog.ts';
import { Icon } from '../../ui/icon.ts';
import { PasskeyNameDialog } from './passkey-name-dialog.ts';
import { PasskeysApi } from './passkeys-api.ts';

/** The passkeys of the account: added, named and removed. */
@Component({
  selector: 'parley-passkey-list',
  imports: [Icon, MatButton],
  templateUrl: './passkey-list.html',
  styleUrls: ['../../ui/page-form.scss', './session-list.scss'],
})
export class PasskeyList {
  private readonly api = inject(PasskeysApi);
  private readonly passkeys = inject(Passkeys);
  private readonly dialog = inject(MatDialog);
  private readonly dates = inject(Dates);
  private readonly texts = inject(Texts);
  protected readonly support = inject(PasskeySupport);
  protected readonly t = this.texts.t;

  readonly factors = input.required<Factors>();
  /** With the recovery codes of a first factor, which are shown once; null after any other change. */
  readonly changed = output<string[] | null>();

  protected readonly busy = signal(false);
  protected readonly failure = signal<unknown>(null);
  protected readonly announcement = signal('');
  protected readonly problem = computed(() => (this.failure() ? this.passkeys.problem(this.failure()) : null));
  protected readonly rows = computed(() =>
    this.factors().passkeys.map((passkey) => ({
      passkey,
      used: passkey.lastUsedAt
        ? this.t('passkeys.used', { time: this.dates.moment(passkey.lastUsedAt) })
        : this.t('passkeys.unused'),
      since: this.t(passkey.synced ? 'passkeys.synced' : 'passkeys.since', {
        time: this.dates.moment(passkey.createdAt),
      }),
    })),
  );

  protected add(): Promise<void> {
    return this.run(async () => {
      const passkey = await this.passkeys.make(await this.api.begin());
      const { recoveryCodes } = await this.api.add({ name: thisDevice(this.texts), passkey });
      this.announcement.set(this.t('passkeys.added'));
      this.changed.emit(recoveryCodes);
    });
  }

  protected async rename(passkey: Passkey): Promise<void> {
    const options = { data: passkey, width: '26rem' };
    const opened = this.dialog.open<PasskeyNameDialog, Passkey, boolean>(PasskeyNameDialog, options);
    if (await firstValueFrom(opened.afterClosed())) this.changed.emit(null);
  }

  protected async remove({ id, name }: Passkey): Promise<void> {
    const question = {
      title: this.t('passkeys.remove-title', { name }),
      text: this.t('passkeys.remove-text'),
      action: this.t('passkeys.remove'),
    };
    if (!(await confirmed(this.dialog, question))) return;
    await this.run(async () => {
      await this.api.remove(id);
      this.announcement.set(this.t('passkeys.removed', { name }));
      this.changed.emit(null);
    });
  }

  private async run(action: () => Promise<void>): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.failure.set(null);
    this.announcement.set('');
    try {
      await action();
    } catch (error) {
      // The reader has closed the question for the password.
      if (!(error instanceof ApiProblem && error.code === 'confirmation_required')) this.failure.set(error);
    } finally {
      this.busy.set(false);
    }
  }
}
