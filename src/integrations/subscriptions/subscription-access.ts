import { Injectable } from '@nestjs/common';
import { type Caller, hasScope, isRoomGranted } from '../../common/caller.ts';
import { Config } from '../../common/config.ts';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { type Admission, RoomAccess } from '../../rooms/room-access.ts';
import { mayManageSubscriptions } from '../../shared/subscriptions.policy.ts';
import type { SubscriptionRow } from './subscription.view.ts';
import { maySubscription, type SubscriptionAction, type SubscriptionStanding } from './subscriptions.policy.ts';
import { SubscriptionsRepository } from './subscriptions.repository.ts';

/** What a caller is in the rooms of a subscription. */
interface Standing extends SubscriptionStanding {
  /** Whether they may read any of its rooms. */
  isMember: boolean;
}

/** Who may do what with subscriptions. */
@Injectable()
export class SubscriptionAccess {
  constructor(
    private readonly rooms: RoomAccess,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly config: Config,
  ) {}

  /** @throws Problem `room_not_found`, or `forbidden` for a room whose events the caller may not have sent away */
  async assertMayManageRooms(caller: Caller, roomIds: readonly string[]): Promise<void> {
    for (const roomId of roomIds) this.assertMayManage(await this.rooms.allow(caller, roomId, 'read'));
  }

  /** The same for one room, under the lock of its head. */
  async assertMayManageLocked(tx: Tx, caller: Caller, roomId: string): Promise<Admission> {
    const admission = await this.rooms.allowLocked(tx, caller, roomId, 'read');
    this.assertMayManage(admission);
    return admission;
  }

  /**
   * A subscription that the caller may do this with.
   * @throws Problem `not_found` for one that is not there, or whose rooms the caller is not in; `forbidden`
   */
  async find(caller: Caller, id: string, action: SubscriptionAction): Promise<SubscriptionRow> {
    const subscription = await this.subscriptions.byId(id);
    const standing = subscription && (await this.standingOf(caller, subscription));
    const maySee = standing && (standing.isMember || maySubscription('see', standing));
    if (!subscription || !maySee) throw new Problem('not_found', 'There is no such subscription');
    if (maySubscription(action, standing)) return subscription;
    throw new Problem('forbidden', 'Who may have the events of all its rooms sent away decides about a subscription');
  }

  /** Those that the caller may see. */
  async visible(caller: Caller, all: SubscriptionRow[]): Promise<SubscriptionRow[]> {
    const visible: SubscriptionRow[] = [];
    for (const subscription of all)
      if (maySubscription('see', await this.standingOf(caller, subscription))) visible.push(subscription);
    return visible;
  }

  private async standingOf(caller: Caller, { roomIds, createdBy }: SubscriptionRow): Promise<Standing> {
    const admissions = await Promise.all(roomIds.map((roomId) => this.admissionTo(caller, roomId)));
    const managed = admissions.filter((admission) => admission && this.mayManage(admission)).length;
    // A token that is limited to rooms knows nothing of others, and one without administration is a member's.
    const isWithinToken = !caller.token?.roomIds || roomIds.every((roomId) => isRoomGranted(caller, roomId));
    return {
      role: isWithinToken && hasScope(caller, 'admin:write') ? caller.role : 'member',
      isMaker: isWithinToken && createdBy === caller.userId,
      manages: managed === 0 ? 'none' : managed === roomIds.length ? 'all' : 'some',
      isMember: admissions.some((admission) => admission !== undefined),
    };
  }

  private async admissionTo(caller: Caller, roomId: string): Promise<Admission | undefined> {
    try {
      return await this.rooms.allow(caller, roomId, 'read');
    } catch (error) {
      if (error instanceof Problem && (error.code === 'room_not_found' || error.code === 'forbidden')) return undefined;
      throw error;
    }
  }

  private mayManage(admission: Admission): boolean {
    return mayManageSubscriptions(admission, this.config.env.ROOM_INTEGRATIONS);
  }

  private assertMayManage(admission: Admission): void {
    if (this.mayManage(admission)) return;
    throw new Problem(
      'forbidden',
      this.config.env.ROOM_INTEGRATIONS
        ? 'Owners of a room, and administrators who are in it, have its events sent away'
        : 'Administrators alone connect programs here',
    );
  }
}
