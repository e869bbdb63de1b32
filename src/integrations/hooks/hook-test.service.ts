import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { HookAccess } from './hook-access.ts';
import { HOOK_ANSWERS } from './hook-answers.ts';
import type { HookTest } from './hooks.dto.ts';
import { IncomingCallsService } from './incoming-calls.service.ts';
import { literal } from './payloads/markdown-writing.ts';
import { testMessage } from './payloads/payload-reader.ts';

/** Test messages, which go the way of all others. */
@Injectable()
export class HookTestService {
  constructor(
    private readonly access: HookAccess,
    private readonly calls: IncomingCallsService,
    private readonly users: UsersRepository,
  ) {}

  async send(caller: Caller, hookId: string): Promise<HookTest> {
    const hook = await this.access.find(caller, hookId);
    const by = (await this.users.byId(caller.userId))?.displayName ?? '';
    const word = await this.calls.test(hook, testMessage(literal(hook.name), literal(by)));
    return { status: HOOK_ANSWERS[word], word };
  }
}
