import { inject, Injectable } from '@angular/core';
import type { ChangeEmail, ChangePassword, Session as SessionView, SessionPage } from '@api/auth/auth.dto.ts';
import type { ExportState } from '@api/exports/exports.dto.ts';
import type { Me, UpdateMe } from '@api/users/users.dto.ts';
import { Api } from '../api/api.ts';
import { Session } from '../auth/session.ts';

/** Requests about the reader's own account. */
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

  /** Mails a code to the new address. */
  async changeEmail(change: ChangeEmail): Promise<void> {
    await this.api.post('/users/me/email', change);
  }

  async confirmEmail(code: string): Promise<void> {
    this.session.update(await this.api.post<Me>('/users/me/email/confirm', { code }));
  }

  async sessions(): Promise<SessionView[]> {
    return (await this.api.get<SessionPage>('/auth/sessions')).items;
  }

  endSession(id: string): Promise<void> {
    return this.api.delete(`/auth/sessions/${id}`);
  }

  endOtherSessions(): Promise<void> {
    return this.api.delete('/auth/sessions');
  }

  /** The state of the file with the reader's data. */
  exportState(): Promise<ExportState> {
    return this.api.get<ExportState>('/users/me/export');
  }

  requestExport(): Promise<ExportState> {
    return this.api.post<ExportState>('/users/me/export');
  }

  exportedData(): Promise<Blob> {
    return this.api.file('/users/me/export/content');
  }

  /** Deletes the account for good and leaves for the sign-in page. */
  async remove(password?: string): Promise<void> {
    await this.api.delete('/users/me', password === undefined ? {} : { password });
    this.session.end('account_deleted');
  }
}
