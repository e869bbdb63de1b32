import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { UserEntity } from '../../users/user.entity.ts';

/**
 * Reads an account again whose password was checked, and locks its row until the transaction ends. Checking takes time:
 * a password that was replaced meanwhile, or an account that was disabled, does not count as checked.
 * @throws Problem `invalid_credentials`
 */
export async function lockUnchangedAccount(tx: Tx, checked: UserEntity): Promise<UserEntity> {
  const user = await tx.findOne(UserEntity, { where: { id: checked.id }, lock: { mode: 'for_no_key_update' } });
  if (!user || user.passwordHash !== checked.passwordHash || user.disabledAt) throw new Problem('invalid_credentials');
  return user;
}
