import { inject, Injectable } from '@angular/core';
import type {
  InvitationPage,
  Invitations,
  InvitationWithLink,
  Invite,
  InviteByLink,
} from '@api/auth/invitations/invitations.dto.ts';
import { Api } from '../api/api.ts';

/** Invitations to the server. */
@Injectable({ providedIn: 'root' })
export class InvitationsApi {
  private readonly api = inject(Api);

  /** One's own; for administrators those of all. */
  find(cursor?: string): Promise<InvitationPage> {
    return this.api.get<InvitationPage>('/invitations', { cursor });
  }

  invite(invitation: Invite): Promise<Invitations> {
    return this.api.post<Invitations>('/invitations', invitation);
  }

  /** The link is not told again. */
  inviteByLink(invitation: InviteByLink): Promise<InvitationWithLink> {
    return this.api.post<InvitationWithLink>('/invitations/links', invitation);
  }

  resend(id: string): Promise<void> {
    return this.api.post(`/invitations/${id}/resend`);
  }

  revoke(id: string): Promise<void> {
    return this.api.delete(`/invitations/${id}`);
  }
}
