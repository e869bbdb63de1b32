import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { DomainEvents } from '../common/domain-events.ts';
import { Problem } from '../common/problem.ts';
import { PersonalStream } from '../personal/personal-stream.service.ts';
import { limits } from '../shared/limits.ts';
import { type BlockRow, BlocksRepository } from '../users/blocks.repository.ts';
import type { UserEntity } from '../users/user.entity.ts';
import { summaryOf } from '../users/user.view.ts';
import { UsersRepository } from '../users/users.repository.ts';
import { UsersService } from '../users/users.service.ts';
import { BlockChanged } from './block-events.ts';
import type { Block } from './blocks.dto.ts';

/**
 * Whom people block. The other person is never told: they cannot reach whom has blocked them, and neither is told of the
 * other's typing, presence and reading from then on.
 */
@Injectable()
export class BlocksService {
  constructor(
    private readonly repository: BlocksRepository,
    private readonly stream: PersonalStream,
    private readonly people: UsersService,
    private readonly users: UsersRepository,
    private readonly events: DomainEvents,
  ) {}

  async list({ userId }: Caller): Promise<Block[]> {
    const rows = await this.repository.ofUser(userId);
    const users = new Map((await this.users.byIds(rows.map((row) => row.userId))).map((user) => [user.id, user]));
    return rows.flatMap((row) => {
      const user = users.get(row.userId);
      return user ? [blockView(user, row)] : [];
    });
  }

  /**
   * A repeat changes nothing.
   * @throws Problem `user_not_found`, `invalid_input` for the caller, `too_many_blocks`
   */
  async block(caller: Caller, otherId: string): Promise<Block> {
    const { userId } = caller;
    if (otherId === userId) throw new Problem('invalid_input', undefined, { userId: ['is yourself'] });
    await this.people.show(caller, otherId);
    const user = await this.people.get(otherId);
    const { isNew, row } = await this.stream.write<{ isNew: boolean; row: BlockRow }>(
      userId,
      async (tx) => {
        const [held] = await this.repository.byIds(userId, [otherId], tx);
        if (held) return { answer: { isNew: false, row: held }, changes: [] };
        if ((await this.repository.count(tx, userId)) >= limits.blocks) throw new Problem('too_many_blocks');
        const row = await this.repository.add(tx, userId, otherId);
        return { answer: { isNew: true, row }, changes: [{ kind: 'block', id: otherId, isGone: false }] };
      },
      (tx) => this.repository.raiseDirectRules(tx, userId, otherId),
    );
    if (isNew) await this.events.publish(new BlockChanged(userId, otherId));
    return blockView(user, row);
  }

  /** A repeat changes nothing. */
  async unblock({ userId }: Caller, otherId: string): Promise<void> {
    const isGone = await this.stream.write(
      userId,
      async (tx) => {
        const isGone = await this.repository.remove(tx, userId, otherId);
        return { answer: isGone, changes: isGone ? [{ kind: 'block', id: otherId, isGone }] : [] };
      },
      (tx) => this.repository.raiseDirectRules(tx, userId, otherId),
    );
    if (isGone) await this.events.publish(new BlockChanged(userId, otherId));
  }
}

const blockView = (user: UserEntity, { blockedAt }: BlockRow): Block => ({
  user: summaryOf(user),
  blockedAt: blockedAt.toISOString(),
});
