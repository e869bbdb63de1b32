import { inject, Injectable } from '@angular/core';
import type { InvitationPage, Invitations, InvitationWithLink } from '@api/auth/invitations/invitations.dto.ts';
import { Api } from '../../api/api.ts';

/** Invitations to have an account. */
@Injectable({ providedIn: 'root' })
export class InvitationsApi {
  private readonly api = inject(Api);

  find(cursor?: string): Promise<InvitationPage> {
    return this.api.get<InvitationPage>('/invitations', { cursor });
  }

  invite(emails: string[], expiresInDays: number): Promise<Invitations> {
    return this.api.post<Invitations>('/invitations', { emails, expiresInDays });
  }

  resend(id: string): Promise<InvitationWithLink> {
    return this.api.post<InvitationWithLink>(`/invitations/${id}/resend`);
  }

  revoke(id: string): Promise<void> {
    return this.api.delete(`/invitations/${id}`);
  }
}
