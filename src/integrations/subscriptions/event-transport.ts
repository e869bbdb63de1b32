import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import { retryAfterOf } from '../../common/http/retry-after.ts';
import { Problem } from '../../common/problem.ts';
import type { OutboundAllowList } from '../../common/settings/outbound-allow.ts';
import { OutboundFailure, type OutboundPolicy } from '../../outbound/outbound-policy.ts';
import { OutboundService } from '../../outbound/outbound.service.ts';
import type { ReceiverAnswer } from './delivery-answer.policy.ts';

/** By http only what `isReachedBy` lets through. */
const POLICY: OutboundPolicy = {
  purpose: 'webhook',
  schemes: ['https:', 'http:'],
  internal: 'listed',
  connectTimeoutMs: 10_000,
  timeoutMs: 15_000,
  maxBytes: 64_000,
};

const NO_ANSWER: ReceiverAnswer = { status: 0, isCut: false, retryAfter: null };

/** A request to a receiver. */
export interface ReceiverRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** Posts events to receivers: no redirect is followed, and a receiver inside the own network is one that the operator names. */
@Injectable()
export class EventTransport {
  private readonly allowed: OutboundAllowList;

  constructor(
    private readonly outbound: OutboundService,
    config: Config,
  ) {
    this.allowed = config.outboundAllow;
  }

  /** @throws Problem `invalid_input` for an address that nothing could be sent to, and why */
  async assertReachable(url: string): Promise<void> {
    if (!URL.canParse(url)) throw unusable('must be an address such as https://tickets.example.org/parley');
    if (!this.isReachedBy(new URL(url))) throw unusable('must begin with https://');
    try {
      await this.outbound.assertAllowed(url, POLICY);
    } catch (error) {
      if (!(error instanceof OutboundFailure)) throw error;
      const wayOut = error.reason === 'forbidden' ? '; OUTBOUND_ALLOW names receivers inside the own network' : '';
      throw unusable(`${error.message}${wayOut}`);
    }
  }

  /** The answer of the receiver; the status 0 for none. Nothing of what it says is kept. */
  async post({ url, headers, body }: ReceiverRequest): Promise<ReceiverAnswer> {
    if (!URL.canParse(url) || !this.isReachedBy(new URL(url))) return NO_ANSWER;
    try {
      const answer = await this.outbound.request({ url, method: 'POST', headers, body, policy: POLICY });
      const { status, isCut } = answer;
      return { status, isCut, retryAfter: retryAfterOf(answer.headers['retry-after']) };
    } catch (error) {
      if (!(error instanceof OutboundFailure)) throw error;
      return NO_ANSWER;
    }
  }

  /** What is said in rooms leaves the own network encrypted only. */
  private isReachedBy(url: URL): boolean {
    return url.protocol === 'https:' || (url.protocol === 'http:' && this.allowed.hasReceiver(url));
  }
}

const unusable = (reason: string) => new Problem('invalid_input', undefined, { url: [reason] });
