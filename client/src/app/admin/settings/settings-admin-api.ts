import { inject, Injectable } from '@angular/core';
import type { Settings, UpdateSettings } from '@api/settings/settings.dto.ts';
import { Api } from '../../api/api.ts';

/** The settings of the server. Each change answers with all of them. */
@Injectable({ providedIn: 'root' })
export class SettingsAdminApi {
  private readonly api = inject(Api);

  show(): Promise<Settings> {
    return this.api.get<Settings>('/admin/settings');
  }

  update(changes: UpdateSettings): Promise<Settings> {
    return this.api.patch<Settings>('/admin/settings', changes);
  }

  changeLogo(picture: File): Promise<Settings> {
    const form = new FormData();
    form.append('file', picture);
    return this.api.put<Settings>('/admin/settings/logo', form);
  }

  removeLogo(): Promise<Settings> {
    return this.api.delete<Settings>('/admin/settings/logo');
  }
}
