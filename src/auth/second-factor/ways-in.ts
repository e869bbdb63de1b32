import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import type { UserEntity } from '../../users/user.entity.ts';
import { PasskeysRepository } from '../passkeys/passkeys.repository.ts';
import { IdentitiesReader } from '../identities/identities-reader.ts';
import { isPasswordAllowed } from '../admission/password-sign-in.policy.ts';

/** By what a person signs in: a password, a passkey that works alone, or a provider. */
@Injectable()
export class WaysIn {
  constructor(
    private readonly passkeys: PasskeysRepository,
    private readonly identities: IdentitiesReader,
    private readonly config: Config,
  ) {}

  /** After one was removed, in its transaction. @throws Problem `last_way_in` */
  async assertLeft(tx: Tx, { id, passwordHash, role }: UserEntity): Promise<void> {
    if (passwordHash !== null && isPasswordAllowed(this.config.env.PASSWORD_SIGN_IN, role)) return;
    if ((await this.passkeys.of(id, tx)).some(({ secondFactorOnly }) => !secondFactorOnly)) return;
    if ((await this.identities.usable(id, tx)).length) return;
    throw new Problem('last_way_in', 'This is the last way into your account; set up another one first');
  }
}
