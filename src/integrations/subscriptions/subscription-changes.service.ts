import { Injectable } from '@nestjs/common';
import { recordAct } from '../../audit/audit-record.ts';
import type { Caller } from '../../common/caller.ts';
import { Database } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { EventTransport } from './event-transport.ts';
import { SubscriptionAccess } from './subscription-access.ts';
import { SubscriptionCursorsRepository } from './subscription-cursors.repository.ts';
import { SubscriptionSecrets } from './subscription-secrets.ts';
import type { SubscriptionEntity } from './subscription.entity.ts';
import { type SubscriptionRow, subscriptionView } from './subscription.view.ts';
import type { ChangeSubscription, Subscription } from './subscriptions.dto.ts';
import { formatProblem, tokenIdOf } from './subscriptions.policy.ts';
import { SubscriptionsRepository } from './subscriptions.repository.ts';
import { newSigningSecret } from './webhook-signature.ts';

/** Hours that the secret before a rotation signs as well. */
const ROTATION_HOURS = 24;

/** Nothing is known of a receiver that is asked anew. */
const ASKED_ANEW = { failures: 0, failingSince: null, waitsUntil: null } as const;

/** Changes subscriptions, and their secrets. */
@Injectable()
export class SubscriptionChanges {
  constructor(
    private readonly access: SubscriptionAccess,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly cursors: SubscriptionCursorsRepository,
    private readonly secrets: SubscriptionSecrets,
    private readonly transport: EventTransport,
    private readonly database: Database,
  ) {}

  /** @throws Problem `not_found`, `forbidden`, `room_not_found`, `invalid_input` */
  async apply(caller: Caller, id: string, change: ChangeSubscription): Promise<Subscription> {
    const isStop =
      change.disabled === true && Object.values(change).filter((value) => value !== undefined).length === 1;
    const before = await this.access.find(caller, id, isStop ? 'stop' : 'change');
    await this.assertFits(caller, before, change);
    await this.database.transaction(async (tx) => {
      await this.subscriptions.update(tx, id, columnsOf(caller, before, change));
      if (change.roomIds) await this.cursors.replaceRooms(tx, id, change.roomIds);
      const detail: Record<string, string> = {
        subscription: id,
        name: before.name,
        fields: Object.keys(change).join(' '),
        ...(change.url !== undefined && { host: new URL(change.url).host }),
        ...(change.roomIds && { rooms: change.roomIds.join(' ') }),
      };
      await recordAct(tx, 'subscription_changed', { actorId: caller.userId, targetId: before.botId, detail });
    });
    return this.viewOf(id);
  }

  /** @returns the new secret, which is told once; the one before signs as well for 24 hours */
  async rotate(caller: Caller, id: string): Promise<string> {
    const { name, botId } = await this.access.find(caller, id, 'change');
    const secret = newSigningSecret();
    await this.database.transaction(async (tx) => {
      await this.subscriptions.rotate(tx, id, this.secrets.seal(id, secret), ROTATION_HOURS);
      const detail = { subscription: id, name };
      await recordAct(tx, 'subscription_rotated', { actorId: caller.userId, targetId: botId, detail });
    });
    return secret;
  }

  private async assertFits(caller: Caller, before: SubscriptionRow, change: ChangeSubscription): Promise<void> {
    const problem = formatProblem(change.format ?? before.format, change.events ?? before.events);
    if (problem) throw new Problem('invalid_input', undefined, { events: [problem] });
    if (change.roomIds) await this.access.assertMayManageRooms(caller, change.roomIds);
    if (change.url !== undefined) await this.transport.assertReachable(change.url);
  }

  private async viewOf(id: string): Promise<Subscription> {
    const row = await this.subscriptions.byId(id);
    if (!row) throw new Problem('not_found', 'There is no such subscription');
    return subscriptionView(row);
  }
}

function columnsOf(
  caller: Caller,
  { disabledAt }: SubscriptionRow,
  change: ChangeSubscription,
): Partial<SubscriptionEntity> {
  const { name, url, events, format, includeHooks, disabled } = change;
  return {
    ...(name !== undefined && { name: name.normalize('NFKC').trim() }),
    ...(url !== undefined && { url }),
    ...(events !== undefined && { events }),
    ...(format !== undefined && { format }),
    ...(includeHooks !== undefined && { includeHooks }),
    ...(disabled === true && !disabledAt && { disabledAt: new Date(), disabledReason: 'off' as const }),
    ...(disabled === false && { disabledAt: null, disabledReason: null }),
    ...((url !== undefined || disabled === false) && { ...ASKED_ANEW, tokenId: tokenIdOf(caller) }),
  };
}
