import { Component, inject } from '@angular/core';
import type { Me } from '@api/users/users.dto.ts';
import { Api } from '../../api/api.ts';
import { Session } from '../../auth/session.ts';
import { PictureButtons } from './picture-buttons.ts';

/** Sets, changes and removes the avatar of the signed-in person. */
@Component({
  selector: 'parley-own-avatar',
  imports: [PictureButtons],
  template: `<parley-picture-buttons [url]="session.me()?.avatarUrl ?? null" [change]="change" />`,
})
export class OwnAvatar {
  private readonly api = inject(Api);
  protected readonly session = inject(Session);

  protected readonly change = async (picture: File | null): Promise<void> => {
    if (picture) return this.store(picture);
    await this.api.delete('/users/me/avatar');
    const me = this.session.me();
    if (me) this.session.update({ ...me, avatarUrl: null });
  };

  private async store(picture: File): Promise<void> {
    const form = new FormData();
    form.append('file', picture);
    this.session.update(await this.api.put<Me>('/users/me/avatar', form));
  }
}
