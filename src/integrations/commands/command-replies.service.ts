import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { Problem } from '../../common/problem.ts';
import type { HookWord } from '../hooks/hook-answers.ts';
import { hookSecretHash } from '../hooks/hook-secrets.ts';
import { readAnswer } from './command-answer.ts';
import { CommandDelivery } from './command-delivery.ts';
import { CommandRunsRepository } from './command-runs.repository.ts';
import { CommandsRepository } from './commands.repository.ts';

const MAX_ANSWERS = 5;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Takes what services answer later, at the `response_url` of a command. */
@Injectable()
export class CommandRepliesService {
  constructor(
    private readonly runs: CommandRunsRepository,
    private readonly commands: CommandsRepository,
    private readonly delivery: CommandDelivery,
    private readonly rates: RateLimits,
  ) {}

  /**
   * An unknown address, one that is used up and one whose time is over are told apart by nothing.
   * @throws Problem `not_found`, or why who ran the command may not write any more
   */
  async receive(runId: string, secret: string, body: Buffer, ip: string): Promise<HookWord> {
    const right = UUID.test(runId) ? await this.runs.secretHashOf(runId) : undefined;
    const given = hookSecretHash(secret);
    const isRight = timingSafeEqual(given, right ?? Buffer.alloc(given.length));
    if (!right || !isRight) {
      await this.rates.take('hookFailure', ip);
      throw new Problem('not_found');
    }
    const answer = readAnswer(body);
    if (!answer) return 'no_text';
    const run = await this.runs.takeAnswer(runId, MAX_ANSWERS);
    const command = run && (await this.commands.byId(run.commandId));
    if (!command || command.disabledAt) throw new Problem('not_found');
    await this.delivery.deliver({ run, command }, answer);
    return 'ok';
  }
}
