import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import type { Tx } from '../../common/database/database.ts';
import type { ProviderSettings } from '../../common/settings/providers.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { isLastAdmin } from '../../users/users.policy.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { type EndedSessions, SessionsService } from '../sessions/sessions.service.ts';
import type { ProviderPerson } from '../providers/provider-claims.ts';
import { mapsRoles, roleByGroups } from '../providers/provider-groups.policy.ts';

const MAX_GROUPS_IN_AUDIT = 500;

/** Gives people the role that their groups at a provider stand for, at each sign-in. */
@Injectable()
export class ProviderRoles {
  constructor(
    private readonly users: UsersRepository,
    private readonly sessions: SessionsService,
    private readonly audit: AuditService,
  ) {}

  /**
   * Call it before the account is locked otherwise: all administrators are locked first, as wherever a role is taken.
   * @returns the sessions that show too little for the new role, for `announceEnd` after the commit; undefined where the
   *   role stays
   */
  async apply(
    tx: Tx,
    settings: ProviderSettings,
    { id }: UserEntity,
    { groups }: ProviderPerson,
  ): Promise<{ user: UserEntity; ended: EndedSessions } | undefined> {
    if (!mapsRoles(settings)) return undefined;
    const admins = await this.users.lockAdmins(tx);
    const user = await tx.findOneOrFail(UserEntity, { where: { id }, lock: { mode: 'for_no_key_update' } });
    const about = { actorId: id, targetId: id };
    const kept = (why: string) =>
      this.audit.record('role_kept', { ...about, detail: { by: settings.id, role: user.role, why } }, tx);
    if (!groups) {
      await kept('groups_missing');
      return undefined;
    }
    const role = roleByGroups(settings, groups, user.role);
    if (role === user.role) return undefined;
    if (!user.disabledAt && isLastAdmin(user.role, admins)) {
      await kept('last_admin');
      return undefined;
    }
    const named = groups.join(', ').slice(0, MAX_GROUPS_IN_AUDIT);
    const detail = { from: user.role, to: role, by: settings.id, groups: named };
    await this.audit.record('role_changed', { ...about, detail }, tx);
    await tx.update(UserEntity, { id }, { role });
    const ended = await this.sessions.endTooWeakIn(tx, id, role);
    return { user: await tx.findOneByOrFail(UserEntity, { id }), ended };
  }
}
