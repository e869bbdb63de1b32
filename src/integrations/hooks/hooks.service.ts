import { Injectable } from '@nestjs/common';
import { recordAct } from '../../audit/audit-record.ts';
import type { Caller } from '../../common/caller.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { isRepeatedKey } from '../../common/database/repeated-key.ts';
import { Problem } from '../../common/problem.ts';
import { limits } from '../../shared/limits.ts';
import { HookAccess } from './hook-access.ts';
import { HookAddresses } from './hook-addresses.ts';
import { HookBots } from './hook-bots.ts';
import { hookSecretHash, newHookSecret } from './hook-secrets.ts';
import type { HookEntity } from './hook.entity.ts';
import { hookCallView, hookView } from './hook.view.ts';
import type { ChangeHook, Hook, HookCall, MadeHook } from './hooks.dto.ts';
import { HooksRepository } from './hooks.repository.ts';

/** Hours that the address before a rotation works on. */
const ROTATION_HOURS = 24;

const unknownHook = () => new Problem('not_found', 'There is no such hook');

/** The hooks of rooms, for those who manage them. */
@Injectable()
export class HooksService {
  constructor(
    private readonly access: HookAccess,
    private readonly hooks: HooksRepository,
    private readonly bots: HookBots,
    private readonly addresses: HookAddresses,
    private readonly database: Database,
  ) {}

  async list(caller: Caller, roomId: string): Promise<Hook[]> {
    await this.access.assertMayManage(caller, roomId);
    return (await this.hooks.ofRoom(roomId)).map(hookView);
  }

  /** @throws Problem `forbidden`, also for the twenty-first hook of a room */
  async make(caller: Caller, roomId: string, given: string): Promise<MadeHook> {
    const name = given.normalize('NFKC').trim();
    const secret = newHookSecret();
    await this.access.assertMayManage(caller, roomId);
    const create = async () =>
      this.create(caller, roomId, { name, username: await this.bots.usernameFor(name) }, hookSecretHash(secret));
    // Two hooks of one name that are made at the same moment suggest the same user name.
    const { id, botId } = await create().catch((error: unknown) => {
      if (!isRepeatedKey(error)) throw error;
      return create();
    });
    await this.bots.join(caller, roomId, botId);
    return { hook: await this.viewOf(id), url: this.addresses.urlOf(id, secret) };
  }

  private create(
    caller: Caller,
    roomId: string,
    { name, username }: { name: string; username: string },
    secretHash: Buffer,
  ) {
    return this.database.transaction(async (tx) => {
      // One after the other: the lock counts those that are made at the same moment.
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('parley hooks ' || $1, 0))`, [roomId]);
      await this.access.assertMayManageLocked(tx, caller, roomId);
      if ((await this.hooks.ofRoom(roomId, tx)).length >= limits.hooksPerRoom)
        throw new Problem('forbidden', `A room has at most ${limits.hooksPerRoom} hooks; delete one first`);
      const bot = await this.bots.create(tx, name, username);
      const row = { roomId, botId: bot, name, secretHash, createdBy: caller.userId };
      const hookId = await this.hooks.insert(tx, row);
      await this.record(tx, 'hook_made', caller, { id: hookId, name, roomId });
      return { id: hookId, botId: bot };
    });
  }

  async change(caller: Caller, hookId: string, change: ChangeHook): Promise<Hook> {
    await this.apply(caller, await this.access.find(caller, hookId), change);
    return this.viewOf(hookId);
  }

  /** Changes a hook that the caller may manage. */
  async apply(caller: Caller, hook: HookEntity, change: ChangeHook): Promise<void> {
    const { id: hookId } = hook;
    const { mayCall, mayRename, githubSecret, disabled } = change;
    const name = change.name?.normalize('NFKC').trim();
    await this.database.transaction(async (tx) => {
      await this.hooks.update(tx, hookId, {
        ...(name !== undefined && { name }),
        ...(mayCall !== undefined && { mayCall }),
        ...(mayRename !== undefined && { mayRename }),
        ...(githubSecret !== undefined && {
          githubSecret: githubSecret === null ? null : this.addresses.seal(hookId, githubSecret),
        }),
        ...(disabled !== undefined && { disabledAt: disabled ? (hook.disabledAt ?? new Date()) : null }),
      });
      if (name !== undefined) await this.bots.rename(tx, hook.botId, name);
      await this.record(tx, 'hook_changed', caller, hook, { fields: Object.keys(change).join(' ') });
    });
    if (name !== undefined) await this.bots.announce(hook.botId);
  }

  async rotate(caller: Caller, hookId: string): Promise<MadeHook> {
    const hook = await this.access.find(caller, hookId);
    const secret = newHookSecret();
    await this.database.transaction(async (tx) => {
      await this.hooks.rotate(tx, hookId, hookSecretHash(secret), ROTATION_HOURS);
      await this.record(tx, 'hook_rotated', caller, hook);
    });
    return { hook: await this.viewOf(hookId), url: this.addresses.urlOf(hookId, secret) };
  }

  /** Its messages stay, of "Deleted bot". */
  async remove(caller: Caller, hookId: string): Promise<void> {
    await this.end(caller, await this.access.find(caller, hookId));
  }

  /** Deletes a hook that the caller may manage. @throws Problem `not_found` for one that is deleted meanwhile */
  async end(caller: Caller, hook: HookEntity): Promise<void> {
    const deleted = await this.database.transaction(async (tx) => {
      if (!(await this.hooks.remove(tx, hook.id))) throw unknownHook();
      await this.record(tx, 'hook_deleted', caller, hook);
      return this.bots.remove(tx, hook.botId);
    });
    await this.bots.announceRemoval(deleted);
  }

  async calls(caller: Caller, hookId: string): Promise<HookCall[]> {
    await this.access.find(caller, hookId);
    return (await this.hooks.calls(hookId)).map(hookCallView);
  }

  private async viewOf(hookId: string): Promise<Hook> {
    const row = await this.hooks.view(hookId);
    if (!row) throw unknownHook();
    return hookView(row);
  }

  private record(
    tx: Tx,
    action: 'hook_made' | 'hook_changed' | 'hook_rotated' | 'hook_deleted',
    { userId }: Caller,
    { id, name, roomId }: Pick<HookEntity, 'id' | 'name' | 'roomId'>,
    more: Record<string, string> = {},
  ): Promise<void> {
    return recordAct(tx, action, { actorId: userId, detail: { hook: id, name, room: roomId, ...more } });
  }
}
