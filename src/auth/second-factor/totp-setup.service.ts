import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { ProofsRepository } from '../admission/proofs.repository.ts';
import { sha256 } from '../sessions/session-tokens.ts';
import { FactorsRepository } from './factors.repository.ts';
import type { TotpSetup } from './second-factor.dto.ts';
import { newTotpSecret, stepOfCode, totpUri } from './totp-codes.ts';
import { TotpSecrets } from './totp-secrets.ts';

/** One secret waits for a person: the next replaces it. */
const setupOf = (userId: string): Buffer => sha256(`totp-setup ${userId}`);

/** Gives out a secret for an authenticator app, which counts once a code of it came back. */
@Injectable()
export class TotpSetupService {
  constructor(
    private readonly proofs: ProofsRepository,
    private readonly factors: FactorsRepository,
    private readonly secrets: TotpSecrets,
    private readonly users: UsersRepository,
    private readonly config: Config,
  ) {}

  async begin(userId: string): Promise<TotpSetup> {
    const label = (await this.users.byId(userId))?.username ?? '';
    const secret = newTotpSecret();
    const data = { secret: this.secrets.encrypt(userId, secret).toString('base64') };
    const proof = { kind: 'totp-setup', userId, hash: setupOf(userId), data } as const;
    await this.proofs.add(proof);
    return { secret, uri: totpUri(secret, `Parley ${new URL(this.config.publicUrl).host}`, label) };
  }

  /**
   * Makes the secret count, in place of a former one. The code is used up.
   * @throws Problem `invalid_code` naming the field, also when nothing waits
   */
  async finish(tx: Tx, userId: string, code: string, field: string): Promise<void> {
    const pending = await this.proofs.find('totp-setup', setupOf(userId));
    const stored = Buffer.from(pending?.data.secret ?? '', 'base64');
    const secret = pending && this.secrets.decrypt(userId, stored);
    const step = secret ? stepOfCode(secret, code) : undefined;
    if (!pending || step === undefined || !(await this.proofs.take(tx, pending)))
      throw new Problem('invalid_code', undefined, { [field]: ['is wrong, or the secret has expired'] });
    await this.factors.saveTotp(tx, userId, stored, step);
  }
}
