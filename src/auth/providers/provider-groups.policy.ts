import type { ProviderSettings } from '../../common/settings/providers.ts';
import type { Role } from '../../shared/roles.ts';

type GroupRules = Pick<ProviderSettings, 'adminGroups' | 'moderatorGroups' | 'requiredGroups'>;

const isInAny = (groups: readonly string[], wanted: readonly string[]): boolean =>
  groups.some((group) => wanted.includes(group));

/** Whether groups of the provider decide about roles here. */
export const mapsRoles = ({ adminGroups, moderatorGroups }: GroupRules): boolean =>
  adminGroups.length + moderatorGroups.length > 0;

/** Whether a person with these groups is let in. Groups compare exactly. */
export const isLetIn = ({ requiredGroups }: GroupRules, groups: readonly string[] | undefined): boolean =>
  requiredGroups.length === 0 || isInAny(groups ?? [], requiredGroups);

/** The role that groups give. A role that no group stands for is left as it was given here. */
export function roleByGroups(
  { adminGroups, moderatorGroups }: GroupRules,
  groups: readonly string[],
  role: Role,
): Role {
  if (isInAny(groups, adminGroups)) return 'admin';
  if (role === 'admin' && !adminGroups.length) return role;
  if (isInAny(groups, moderatorGroups)) return 'moderator';
  if (role === 'moderator' && !moderatorGroups.length) return role;
  return 'member';
}
