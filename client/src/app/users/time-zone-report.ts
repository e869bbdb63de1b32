import { effect, inject, Injectable } from '@angular/core';
import type { Me } from '@api/users/users.dto.ts';
import { Api } from '../api/api.ts';
import { Session } from '../auth/session.ts';
import { ownTimeZone } from './time-zones.ts';

/** Tells the server the zone of this device, once a visit, where it is another one than is known and may be shown. */
@Injectable({ providedIn: 'root' })
export class TimeZoneReport {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private isDone = false;

  constructor() {
    effect(() => {
      const me = this.session.me();
      if (me && this.session.token() !== null && !this.isDone) void this.report(me);
    });
  }

  private async report({ role, timeZone, preferences }: Me): Promise<void> {
    this.isDone = true;
    const own = ownTimeZone();
    if (role === 'guest' || preferences.shareTimeZone === false || timeZone === own) return;
    try {
      const { timeZone: known } = await this.api.patch<Me>('/users/me', { timeZone: own });
      const me = this.session.me();
      // Nothing else of the answer: what the reader has changed meanwhile stays.
      if (me) this.session.update({ ...me, timeZone: known });
    } catch {
      // The next visit tells it.
    }
  }
}
