import { Injectable } from '@nestjs/common';
import { recordAct } from '../../audit/audit-record.ts';
import type { Caller } from '../../common/caller.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { isRepeatedKey } from '../../common/database/repeated-key.ts';
import { Problem } from '../../common/problem.ts';
import { limits } from '../../shared/limits.ts';
import { SubscriptionBots } from './subscription-bots.ts';
import { SubscriptionCursorsRepository } from './subscription-cursors.repository.ts';
import { SubscriptionSecrets } from './subscription-secrets.ts';
import { tokenIdOf } from './subscriptions.policy.ts';
import type { NewSubscription } from './subscriptions.dto.ts';
import { type StoredSubscription, SubscriptionsRepository } from './subscriptions.repository.ts';
import { newSigningSecret } from './webhook-signature.ts';

/** Writes new subscriptions, with a bot for those that have none. It knows no rights. */
@Injectable()
export class SubscriptionCreation {
  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly cursors: SubscriptionCursorsRepository,
    private readonly bots: SubscriptionBots,
    private readonly secrets: SubscriptionSecrets,
    private readonly database: Database,
  ) {}

  /**
   * @returns its id, and its secret, which is told once
   * @throws Problem `forbidden` for a subscription or a bot too many
   */
  async create(caller: Caller, input: NewSubscription): Promise<{ id: string; secret: string }> {
    const name = input.name.normalize('NFKC').trim();
    const secret = newSigningSecret();
    const attempt = async () => {
      const username = input.botId === undefined ? await this.bots.usernameFor(name) : '';
      return this.database.transaction((tx) => this.write(tx, caller, { ...input, name }, { secret, username }));
    };
    // Two subscriptions of one name that are made at the same moment suggest the same user name.
    const { id, botId } = await attempt().catch((error: unknown) => {
      if (!isRepeatedKey(error)) throw error;
      return attempt();
    });
    if (input.botId === undefined) await this.bots.join(caller, input.roomIds, botId);
    return { id, secret };
  }

  private async write(
    tx: Tx,
    caller: Caller,
    input: NewSubscription,
    { secret, username }: { secret: string; username: string },
  ): Promise<Pick<StoredSubscription, 'id' | 'botId'>> {
    if ((await this.subscriptions.countLocked(tx)) >= limits.subscriptions)
      throw new Problem('forbidden', `This server has ${limits.subscriptions} subscriptions, as many as fit`);
    const { name, url, events, roomIds, format = 'parley', includeHooks = false } = input;
    const botId = input.botId ?? (await this.bots.create(tx, caller, { username, displayName: name }));
    const id = await this.subscriptions.newId(tx);
    const sealed = this.secrets.seal(id, secret);
    const createdBy = caller.userId;
    await this.subscriptions.insert(tx, {
      id,
      botId,
      name,
      url,
      format,
      events,
      includeHooks,
      secret: sealed,
      createdBy,
      tokenId: tokenIdOf(caller),
    });
    await this.cursors.replaceRooms(tx, id, roomIds);
    const detail = { subscription: id, name, host: new URL(url).host, rooms: roomIds.join(' ') };
    await recordAct(tx, 'subscription_made', { actorId: caller.userId, targetId: botId, detail });
    return { id, botId };
  }
}
