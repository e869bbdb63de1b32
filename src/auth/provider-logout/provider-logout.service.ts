import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import type { ProviderSettings } from '../../common/settings/providers.ts';
import { SessionsService } from '../sessions/sessions.service.ts';
import { type Logout, LogoutTokens } from './logout-tokens.ts';
import { ProviderSessionsRepository, type EndedAtProvider } from './provider-sessions.repository.ts';

/** Ends sessions because the provider has signed their person out: their sockets too, on every node. */
@Injectable()
export class ProviderLogoutService {
  constructor(
    private readonly tokens: LogoutTokens,
    private readonly providerSessions: ProviderSessionsRepository,
    private readonly sessions: SessionsService,
    private readonly audit: AuditService,
    private readonly database: Database,
  ) {}

  /** A copy of a token has no effect. @throws ProviderFailure */
  async logOut(settings: ProviderSettings, token: unknown): Promise<void> {
    const logout = await this.tokens.verify(settings, token);
    const ended = await this.database.transaction(async (tx) => {
      if (!(await this.tokens.use(tx, logout))) return [];
      const ended = await this.end(tx, settings, logout);
      await this.record(tx, settings, ended);
      return ended;
    });
    this.sessions.announceEnd({ reason: 'idp_logout', ids: ended.map(({ id }) => id) });
  }

  /**
   * Where the session is not known here, all of the person at the provider end: rather too many than one too few.
   * `_LOGOUT=person` ends all sessions of the person, however they began.
   */
  private async end(tx: Tx, { logout: scope }: ProviderSettings, { issuer, subject, sid }: Logout) {
    const known = await this.providerSessions.identitiesOf(tx, { issuer, subject, sid });
    if (scope === 'person') return this.providerSessions.endOfPeople(tx, known);
    const ofSession = sid === null ? [] : await this.providerSessions.end(tx, known, sid);
    return ofSession.length || subject === null ? ofSession : this.providerSessions.end(tx, known);
  }

  private async record(tx: Tx, { id }: ProviderSettings, ended: EndedAtProvider[]): Promise<void> {
    for (const userId of new Set(ended.map((session) => session.userId))) {
      const sessions = ended.filter((session) => session.userId === userId).length;
      const detail = { provider: id, sessions: String(sessions) };
      await this.audit.record('idp_logout', { targetId: userId, detail }, tx);
    }
  }
}
