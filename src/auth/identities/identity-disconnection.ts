import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import type { Tx } from '../../common/database/database.ts';
import { lockMember } from '../second-factor/lock-member.ts';
import { WaysIn } from '../second-factor/ways-in.ts';
import { type EndedSessions, SessionsService } from '../sessions/sessions.service.ts';
import { IdentitiesRepository } from './identities.repository.ts';
import { IdentityMails } from './identity-mails.ts';
import { ProviderClients } from '../providers/provider-clients.ts';

export interface Disconnected {
  provider: string;
  ended: EndedSessions;
  mailId: string | undefined;
}

/** Takes a provider from an account. It knows no rights. */
@Injectable()
export class IdentityDisconnection {
  constructor(
    private readonly identities: IdentitiesRepository,
    private readonly providers: ProviderClients,
    private readonly sessions: SessionsService,
    private readonly ways: WaysIn,
    private readonly mails: IdentityMails,
  ) {}

  /** Undefined when there is none. @throws Problem `last_way_in` */
  async disconnect(tx: Tx, { userId, sessionId }: Caller, id: string): Promise<Disconnected | undefined> {
    const user = await lockMember(tx, userId);
    const identity = (await this.identities.of(userId, tx)).find((each) => each.id === id);
    if (!identity || !(await this.identities.remove(tx, userId, id))) return undefined;
    await this.ways.assertLeft(tx, user);
    const { provider } = identity;
    const name = this.providers.find(provider)?.name ?? provider;
    const ended = await this.sessions.endOfIdentityIn(tx, id, 'revoked', sessionId);
    return { provider, ended, mailId: await this.mails.disconnected(tx, user, name) };
  }

  /** Call it after the commit. */
  announce({ ended, mailId }: Disconnected): void {
    this.sessions.announceEnd(ended);
    this.mails.dispatch(mailId);
  }
}
