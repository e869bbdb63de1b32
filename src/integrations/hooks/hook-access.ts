import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Config } from '../../common/config.ts';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { type Admission, RoomAccess } from '../../rooms/room-access.ts';
import { mayManageHooks } from '../../shared/hooks.policy.ts';
import type { HookEntity } from './hook.entity.ts';
import { HooksRepository } from './hooks.repository.ts';

/** Who may manage the hooks of a room. */
@Injectable()
export class HookAccess {
  constructor(
    private readonly rooms: RoomAccess,
    private readonly hooks: HooksRepository,
    private readonly config: Config,
  ) {}

  /** @throws Problem `room_not_found`, `muted`, `forbidden` */
  async assertMayManage(caller: Caller, roomId: string): Promise<void> {
    this.assertMay(await this.rooms.allow(caller, roomId, 'read'));
  }

  /** The same, under the lock of the room's head. */
  async assertMayManageLocked(tx: Tx, caller: Caller, roomId: string): Promise<Admission> {
    const admission = await this.rooms.allowLocked(tx, caller, roomId, 'read');
    this.assertMay(admission);
    return admission;
  }

  /**
   * A hook that the caller may manage.
   * @throws Problem `not_found` for a hook that is not there or in a room that the caller is not in, `forbidden`
   */
  async find(caller: Caller, hookId: string): Promise<HookEntity> {
    const hook = await this.hooks.byId(hookId);
    if (!hook) throw new Problem('not_found', 'There is no such hook');
    try {
      await this.assertMayManage(caller, hook.roomId);
    } catch (error) {
      if (error instanceof Problem && error.code === 'room_not_found')
        throw new Problem('not_found', 'There is no such hook');
      throw error;
    }
    return hook;
  }

  private assertMay(admission: Admission): void {
    const { ROOM_INTEGRATIONS: isOn } = this.config.env;
    if (mayManageHooks(admission, isOn)) return;
    throw new Problem(
      'forbidden',
      isOn ? 'Owners and moderators connect programs with a room' : 'Administrators alone connect programs here',
    );
  }
}
