import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import { Problem } from '../../common/problem.ts';
import { SealedSecrets } from '../../common/sealed-secrets.ts';
import { OutboundFailure, type OutboundPolicy } from '../../outbound/outbound-policy.ts';
import { OutboundService } from '../../outbound/outbound.service.ts';
import type { CommandEntity } from './command.entity.ts';
import { signatureHeaders } from './command-signatures.ts';

/** As Slack has it: who does not know the answer by then says so and gives it at the `response_url`. */
const ANSWER_SECONDS = 3;
const MAX_ANSWER_BYTES = 64_000;

/** The services that answer commands: where they are, and how they are asked. */
@Injectable()
export class CommandReceivers {
  private readonly sealed: SealedSecrets;

  constructor(
    private readonly config: Config,
    private readonly outbound: OutboundService,
  ) {
    this.sealed = new SealedSecrets(config.key('webhooks'));
  }

  seal(commandId: string, secret: string): Buffer {
    return this.sealed.seal(commandId, secret);
  }

  /** @throws Problem `invalid_input` for an address that is not asked */
  async assertAllowed(url: string): Promise<void> {
    try {
      await this.outbound.assertAllowed(url, this.policyFor(url));
    } catch (error) {
      if (!(error instanceof OutboundFailure)) throw error;
      const wayOut = error.reason === 'forbidden' ? '; OUTBOUND_ALLOW lets the server ask addresses inside' : '';
      throw new Problem('invalid_input', undefined, { url: [`${error.message}${wayOut}`] });
    }
  }

  /**
   * The content of the answer.
   * @param id names the request to its receiver
   * @throws Error in words for who ran the command
   */
  async ask(command: CommandEntity, id: string, form: Record<string, string>): Promise<Buffer> {
    const secret = this.sealed.open(command.id, command.secret);
    if (secret === undefined) throw new Error('has a secret of another server; rotate it');
    const body = new URLSearchParams(form).toString();
    const answer = await this.outbound
      .request({
        url: command.url,
        method: 'POST',
        headers: { ...signatureHeaders(secret, id, body), 'content-type': 'application/x-www-form-urlencoded' },
        body,
        policy: this.policyFor(command.url),
      })
      .catch((error: unknown) => {
        throw new Error(wordsOf(error), { cause: error });
      });
    if (answer.status < 200 || answer.status > 299) throw new Error(`answered ${answer.status}`);
    return answer.body;
  }

  private policyFor(address: string): OutboundPolicy {
    return {
      purpose: 'command',
      schemes: this.mayBeAskedPlainly(address) ? ['https:', 'http:'] : ['https:'],
      internal: 'listed',
      connectTimeoutMs: ANSWER_SECONDS * 1000,
      timeoutMs: ANSWER_SECONDS * 1000,
      maxBytes: MAX_ANSWER_BYTES,
    };
  }

  /** What is said without TLS stays inside: with a receiver that the operator has named. */
  private mayBeAskedPlainly(address: string): boolean {
    return URL.canParse(address) && this.config.outboundAllow.hasReceiver(new URL(address));
  }
}

function wordsOf(error: unknown): string {
  const reason = error instanceof OutboundFailure ? error.reason : 'unreachable';
  if (reason === 'timeout') return `did not answer in ${ANSWER_SECONDS} s`;
  return reason === 'forbidden' ? 'may not be asked from here' : 'cannot be reached';
}
