import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { FactorMails } from '../second-factor/factor-mails.ts';
import { FirstAndLastFactor } from '../second-factor/first-and-last-factor.ts';
import { lockMember } from '../second-factor/lock-member.ts';
import type { PasskeyAdded } from './passkey.dto.ts';
import { passkeyView } from './passkey.view.ts';
import { type NewPasskey, PasskeysRepository } from './passkeys.repository.ts';

const MAX_PASSKEYS = 20;

/** Adds and removes passkeys, in the caller's transaction. Pass `mailId` to `dispatch` after the commit. */
@Injectable()
export class PasskeyChangesService {
  constructor(
    private readonly passkeys: PasskeysRepository,
    private readonly firstAndLast: FirstAndLastFactor,
    private readonly mails: FactorMails,
    private readonly audit: AuditService,
  ) {}

  /** @throws Problem `forbidden` for one too many, `invalid_second_factor` for one that a person has already */
  async add(
    tx: Tx,
    userId: string,
    name: string,
    made: NewPasskey,
  ): Promise<PasskeyAdded & { mailId: string | undefined }> {
    const user = await lockMember(tx, userId);
    if ((await this.passkeys.of(userId, tx)).length >= MAX_PASSKEYS)
      throw new Problem('forbidden', `You have ${MAX_PASSKEYS} passkeys, as many as fit; remove one first`);
    const recoveryCodes = await this.firstAndLast.beforeAdding(tx, userId);
    const passkey = await this.passkeys.add(tx, userId, name, made);
    if (!passkey)
      throw new Problem('invalid_second_factor', 'This passkey is in use already', { passkey: ['is in use already'] });
    await this.audit.record('passkey_added', { actorId: userId, targetId: userId, detail: { name } }, tx);
    const mailId = await this.mails.aboutPasskey(tx, user, 'passkey-added', name);
    return { passkey: passkeyView(passkey), recoveryCodes, mailId };
  }

  /** @throws Problem `not_found`, or `last_way_in` for a person whose only factor it is where the server requires one */
  async remove(tx: Tx, userId: string, id: string): Promise<string | undefined> {
    const user = await lockMember(tx, userId);
    const passkey = await this.passkeys.byId(userId, id, tx);
    if (!passkey || !(await this.passkeys.remove(tx, userId, id))) throw new Problem('not_found');
    await this.firstAndLast.afterRemoving(tx, user);
    const { name } = passkey;
    await this.audit.record('passkey_removed', { actorId: userId, targetId: userId, detail: { name } }, tx);
    return this.mails.aboutPasskey(tx, user, 'passkey-removed', name);
  }

  dispatch(mailId: string | undefined): void {
    this.mails.dispatch(mailId);
  }
}
