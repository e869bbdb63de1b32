import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { hasOwnEmail } from '../../users/users.policy.ts';

/** Waits for a sign-in of the person that is under way, so that it sees the factors as they are. @throws Problem `forbidden` */
export async function lockMember(tx: Tx, id: string): Promise<UserEntity> {
  const user = await tx.findOne(UserEntity, { where: { id }, lock: { mode: 'for_no_key_update' } });
  if (!user || !hasOwnEmail(user.role) || user.disabledAt) throw new Problem('forbidden');
  return user;
}
