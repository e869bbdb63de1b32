import { inject, Injectable } from '@angular/core';
import type { ChangePassword, Session as Place, SessionPage } from '@api/auth/auth.dto.ts';
import type { ExportState } from '@api/exports/exports.dto.ts';
import type { Me, UpdateMe } from '@api/users/users.dto.ts';
import { Api } from '../api/api.ts';
import { Session } from '../auth/session.ts';

/** What somebody does about their own account. */
@Injectable({ providedIn: 'root' })
export class OwnAccountApi {
  private readonly api = inject(Api);
  private readonly session = inject(Session);

  async update(changes: UpdateMe): Promise<void> {
    this.session.update(await this.api.patch<Me>('/users/me', changes));
  }

  /** Ends all other sessions. */
  async changePassword(change: ChangePassword): Promise<void> {
    await this.api.post('/auth/change-password', change);
  }

  async sessions(): Promise<Place[]> {
    return (await this.api.get<SessionPage>('/auth/sessions')).items;
  }

  endSession(id: string): Promise<void> {
    return this.api.delete(`/auth/sessions/${id}`);
  }

  endOtherSessions(): Promise<void> {
    return this.api.delete('/auth/sessions');
  }

  /** How far the file with one's own data is. */
  exportState(): Promise<ExportState> {
    return this.api.get<ExportState>('/users/me/export');
  }

  requestExport(): Promise<ExportState> {
    return this.api.post<ExportState>('/users/me/export');
  }

  exportedData(): Promise<Blob> {
    return this.api.file('/users/me/export/content');
  }

  /** For good, and away from here. */
  async remove(password?: string): Promise<void> {
    await this.api.delete('/users/me', password === undefined ? {} : { password });
    this.session.end('account_deleted');
  }
}
