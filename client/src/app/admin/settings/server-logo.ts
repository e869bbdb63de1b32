import { Component, inject, input, output } from '@angular/core';
import type { Settings } from '@api/settings/settings.dto.ts';
import { Texts } from '../../i18n/texts.ts';
import { PictureButtons } from '../../uploads/pictures/picture-buttons.ts';
import { SettingsAdminApi } from './settings-admin-api.ts';

/** Sets, changes and removes the picture of the server. */
@Component({
  selector: 'parley-server-logo',
  imports: [PictureButtons],
  template: `
    <img [src]="url() ?? 'logo.svg'" alt="" width="64" height="64" />
    <div class="words">
      <span class="label" id="logo-label">{{ t('setting.logo') }}</span>
      <small id="logo-text">{{ t('setting.logo-text') }}</small>
      <parley-picture-buttons describedBy="logo-label logo-text" [url]="url()" [change]="change" />
    </div>
  `,
  styles: `
    :host {
      display: flex;
      align-items: flex-start;
      gap: 1rem;
    }
    img {
      flex: none;
      border-radius: var(--parley-radius);
    }
    .words {
      display: grid;
      gap: 0.375rem;
      min-width: 0;
    }
    .label {
      font-size: 0.875rem;
      font-weight: 550;
    }
    small {
      font-size: 0.8125rem;
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class ServerLogo {
  private readonly api = inject(SettingsAdminApi);
  protected readonly t = inject(Texts).t;

  readonly url = input.required<string | null>();
  readonly saved = output<Settings>();

  protected readonly change = async (picture: File | null): Promise<void> => {
    this.saved.emit(await (picture ? this.api.changeLogo(picture) : this.api.removeLogo()));
  };
}
