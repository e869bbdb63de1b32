import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { requestContext } from '../../common/observability/request-context.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { AccountMails, hasEmail } from '../accounts/account-mails.ts';
import type { Credentials } from '../auth.dto.ts';
import { type CheckedAccount, CredentialCheck } from './credential-check.ts';
import { lockUnchangedAccount } from '../passwords/unchanged-account.ts';
import type { SessionTokens, SignInDevice } from '../sessions/session-tokens.ts';
import { SessionsService } from '../sessions/sessions.service.ts';

/** Signs in with name or address and password. */
@Injectable()
export class LoginService {
  constructor(
    private readonly credentials: CredentialCheck,
    private readonly sessions: SessionsService,
    private readonly mails: AccountMails,
    private readonly audit: AuditService,
    private readonly database: Database,
  ) {}

  /** A second factor would be checked between the two steps. */
  async login(input: Credentials, device: SignInDevice): Promise<SessionTokens> {
    return this.startSession(await this.credentials.verify(input, device), device);
  }

  private async startSession({ user: checked, renewedHash }: CheckedAccount, device: SignInDevice) {
    const { tokens, mailId } = await this.database.transaction(async (tx) => {
      const user = await lockUnchangedAccount(tx, checked);
      const tokens = await this.sessions.start(tx, user.id, device);
      await this.audit.record('login_succeeded', { actorId: user.id, targetId: user.id }, tx);
      await this.renew(tx, user, renewedHash);
      if (!hasEmail(user) || device.knownUserIds.includes(user.id)) return { tokens, mailId: undefined };
      return { tokens, mailId: await this.mails.newDevice(tx, user, device) };
    });
    if (mailId) this.mails.dispatch(mailId);
    return tokens;
  }

  /** Stores a hash of the newest scheme, and the language of the client: mails use it until the user chooses one. */
  private async renew(tx: Tx, user: UserEntity, passwordHash?: string): Promise<void> {
    const language = requestContext()?.language ?? user.language;
    if (language === user.language && !passwordHash) return;
    user.language = language;
    await tx.update(UserEntity, { id: user.id }, { language, ...(passwordHash && { passwordHash }) });
  }
}
