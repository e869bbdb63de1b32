import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Config } from '../../common/config.ts';
import type { Tx } from '../../common/database/database.ts';
import { requestContext } from '../../common/observability/request-context.ts';
import { Problem } from '../../common/problem.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { AccountMails, hasEmail } from '../accounts/account-mails.ts';
import type { SessionTokens, SignInDevice } from '../sessions/session-tokens.ts';
import { SessionsService } from '../sessions/sessions.service.ts';
import { type MissingFactor, missingFactorProblem, MissingFactors } from './missing-factors.ts';
import { isPasswordAllowed } from './password-sign-in.policy.ts';
import type { SignInProof } from './sign-in-proof.dto.ts';

/** The outcome of a sign-in. Pass it to `complete` after the commit. */
export type Admission = { tokens: SessionTokens; mailId?: string } | { missing: MissingFactor };

/**
 * The one way to a session: whatever a person has proved, and by whichever way they came, the same list decides. The
 * trigger `sessions_need_factor` holds the third step in the database.
 */
@Injectable()
export class AdmissionService {
  constructor(
    private readonly sessions: SessionsService,
    private readonly missing: MissingFactors,
    private readonly mails: AccountMails,
    private readonly audit: AuditService,
    private readonly config: Config,
  ) {}

  /**
   * Starts a session, or a ticket for the second factor that is missing, or that must be set up.
   * @throws Problem `invalid_credentials` for an account that is disabled or deleted, `password_sign_in_off`
   */
  async admit(tx: Tx, userId: string, proof: SignInProof, device: SignInDevice): Promise<Admission> {
    const user = await lockActive(tx, userId);
    this.assertWayAllowed(user, proof);
    const missing = await this.missing.of(tx, user, proof);
    if (missing) return { missing };
    const tokens = await this.sessions.start(tx, userId, proof, device);
    // Accounts and guests that were made just now: the entry of that says it.
    if (proof.by === 'code' || proof.by === 'guest') return { tokens };
    const detail = { by: proof.by, strength: proof.strength };
    await this.audit.record('login_succeeded', { actorId: userId, targetId: userId, detail }, tx);
    await keepLanguage(tx, user);
    if (!hasEmail(user) || device.knownUserIds.includes(userId)) return { tokens };
    return { tokens, mailId: await this.mails.newDevice(tx, user, device) };
  }

  /** @throws Problem `password_sign_in_off` */
  private assertWayAllowed({ role }: UserEntity, { by }: SignInProof): void {
    if (by === 'password' && !isPasswordAllowed(this.config.env.PASSWORD_SIGN_IN, role))
      throw new Problem('password_sign_in_off');
  }

  /**
   * Call it after the commit.
   * @throws Problem `second_factor_required` or `second_factor_setup_required`, with the ticket
   */
  complete(admission: Admission): SessionTokens {
    if ('missing' in admission) throw missingFactorProblem(admission.missing);
    if (admission.mailId) this.mails.dispatch(admission.mailId);
    return admission.tokens;
  }
}

/** The lock waits for an administrator who disables the account at this moment, and for a factor that is set up. */
async function lockActive(tx: Tx, id: string): Promise<UserEntity> {
  const user = await tx.findOne(UserEntity, { where: { id }, lock: { mode: 'for_no_key_update' } });
  if (!user || user.disabledAt || user.deletedAt || user.kind === 'bot') throw new Problem('invalid_credentials');
  return user;
}

/** The language of the client: mails use it until the person chooses one. */
async function keepLanguage(tx: Tx, user: UserEntity): Promise<void> {
  const language = requestContext()?.language ?? user.language;
  if (language === user.language) return;
  user.language = language;
  await tx.update(UserEntity, { id: user.id }, { language });
}
