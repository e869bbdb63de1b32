import { Component, computed, inject } from '@angular/core';
import { Session } from '../../auth/session.ts';
import { Texts } from '../../i18n/texts.ts';
import { AdministeredRooms } from './administered-rooms.ts';
import { PublicRooms } from './public-rooms.ts';

/** The rooms of the server: public ones for moderators, private ones as well for administrators. */
@Component({
  selector: 'parley-admin-rooms-page',
  imports: [AdministeredRooms, PublicRooms],
  template: `
    <section>
      <h2>{{ t('admin.rooms') }}</h2>
      @if (isAdmin()) {
        <p class="lead">{{ t('admin.rooms-all-text') }}</p>
        <parley-administered-rooms />
      } @else {
        <p class="lead">{{ t('admin.rooms-text') }}</p>
        <parley-public-rooms />
      }
    </section>
  `,
  styleUrls: ['../../ui/page-form.scss', '../rows.scss'],
})
export class RoomsPage {
  private readonly session = inject(Session);
  protected readonly t = inject(Texts).t;
  protected readonly isAdmin = computed(() => this.session.me()?.role === 'admin');
}
