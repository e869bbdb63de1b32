import { computed, inject, Injectable, linkedSignal, resource } from '@angular/core';
import type { InvitedRole } from '@api/auth/invitations/invitations.dto.ts';
import { mayInvitePeople } from '@api/shared/admin.policy.ts';
import { limits } from '@api/shared/limits.ts';
import type { ServerInfo as Info } from '@api/health/server-info.dto.ts';
import { Api } from '../api/api.ts';
import { Session } from './session.ts';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** What this server allows; readable without signing in. Members are told more. */
@Injectable({ providedIn: 'root' })
export class ServerInfo {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly answer = resource({
    params: () => this.session.token() !== null,
    loader: () => this.fetch(),
  });
  private readonly last = linkedSignal<Info | null, Info | null>({
    source: computed(() => (this.answer.hasValue() ? this.answer.value() : null)),
    computation: (fresh, before) => fresh ?? before?.value ?? null,
  });

  /** The address to open instead of this page's, whose origin the server refuses; null when this page's is right. */
  readonly openAt = computed(() => this.current()?.openAt ?? null);
  /** Whether the next account will be the administrator. */
  readonly isEmpty = computed(() => this.current()?.needsAdministrator === true && this.isOpen());
  /** Whether people without an invitation may register, if they have the right address. */
  readonly isOpen = computed(() => ['open', 'domains'].includes(this.current()?.registration ?? ''));
  /** Whether the reader has the role that invites others here. */
  readonly isInviter = computed(() => {
    const role = this.session.me()?.role;
    const info = this.current();
    return role !== undefined && info !== null && mayInvitePeople(role, info.inviteBy);
  });
  /** What people may be invited as. */
  readonly invitedRoles = computed<InvitedRole[]>(() => {
    const info = this.current();
    return [
      ...(info && info.registration !== 'closed' ? (['member'] as const) : []),
      ...(info?.guestAccess ? (['guest'] as const) : []),
    ];
  });
  readonly mayInvite = computed(() => this.isInviter() && this.invitedRoles().length > 0);
  readonly name = computed(() => this.current()?.name || 'Parley');
  readonly logoUrl = computed(() => this.current()?.logoUrl ?? null);
  /** The domains of mail that may register; empty when any may. */
  readonly domains = computed(() => this.current()?.registrationDomains ?? []);
  /** Bytes of a file. */
  readonly maxFileBytes = computed(() => this.current()?.limits.file ?? limits.file);
  /** The mailbox of caught mails, if this page can lead there: it answers on the machine of the server only. */
  readonly mailbox = computed(() => {
    const url = this.current()?.mailboxUrl ?? null;
    return url !== null && (!isLoopback(new URL(url).hostname) || isLoopback(location.hostname)) ? url : null;
  });

  /** Null until it is loaded, or if it cannot be. */
  current(): Info | null {
    return this.last();
  }

  /** Asks once more, for instance because the connection is refused. */
  reload(): void {
    this.answer.reload();
  }

  fetch(): Promise<Info> {
    return this.api.get<Info>('/server', { origin: location.origin });
  }

  /** The origin of links for others: that of this page, unless only this machine can open it. */
  shareOrigin(): string {
    if (!isLoopback(location.hostname)) return location.origin;
    return this.current()?.addresses[0] ?? location.origin;
  }
}

export const isLoopback = (hostname: string): boolean => LOOPBACK.test(hostname);
