import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../common/config.ts';
import { retryAfterOf } from '../common/http/retry-after.ts';
import type { PushServices } from '../common/settings/push-services.ts';
import { OutboundFailure, type OutboundPolicy } from '../outbound/outbound-policy.ts';
import { OutboundService } from '../outbound/outbound.service.ts';
import type { PushAnswer } from './push-answer.policy.ts';
import { PushKeyring } from './push-keyring.ts';
import { encryptPush, padded, type PushKeys } from './web-push.ts';

const TIMEOUT_MS = 10_000;
/** Services answer with a few words. */
const MAX_ANSWER_BYTES = 4_096;

/** A push as it is sent: to a subscription, for so many seconds. */
export interface OutgoingPush extends PushKeys {
  endpoint: string;
  payload: Buffer;
  ttlSeconds: number;
  urgency: 'high' | 'normal';
  /** A later push of the same topic takes the place of one that waits at the service. */
  topic?: string;
}

/** Sends pushes to the services of the browsers' makers (RFC 8030), and to no other place. */
@Injectable()
export class PushTransport implements OnApplicationBootstrap {
  private readonly logger = new Logger(PushTransport.name);
  private readonly policy: OutboundPolicy;
  private readonly services: PushServices;

  constructor(
    { pushServices }: Config,
    private readonly outbound: OutboundService,
    private readonly keyring: PushKeyring,
  ) {
    this.services = pushServices;
    this.policy = {
      purpose: 'push',
      ports: [443],
      origins: pushServices.origins,
      connectTimeoutMs: TIMEOUT_MS,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
    };
  }

  onApplicationBootstrap(): void {
    for (const origin of this.services.origins)
      this.logger.warn(`Pushes may be sent to ${origin}, at any address: PUSH_SERVICES names it`);
  }

  /** Whether an endpoint belongs to a push service. */
  allows(endpoint: string): boolean {
    return this.services.allows(endpoint);
  }

  /** The answer of the service; the status 0 for none, and 400 for a place that is not asked. */
  async send({ endpoint, payload, ttlSeconds, urgency, topic, ...keys }: OutgoingPush): Promise<PushAnswer> {
    if (!this.allows(endpoint)) return { status: 400, retryAfter: null };
    const { origin } = new URL(endpoint);
    const headers = {
      TTL: String(ttlSeconds),
      Urgency: urgency,
      ...(topic !== undefined && { Topic: topic }),
      'Content-Type': 'application/octet-stream',
      'Content-Encoding': 'aes128gcm',
      Authorization: this.keyring.authorizationFor(origin),
    };
    const body = encryptPush(padded(payload), keys);
    try {
      const answer = await this.outbound.request({ url: endpoint, method: 'POST', headers, body, policy: this.policy });
      return { status: answer.status, retryAfter: retryAfterOf(answer.headers['retry-after']) };
    } catch (error) {
      // The address of a service that lies inside is no service; all else may pass. Neither names the endpoint.
      if (!(error instanceof OutboundFailure)) throw error;
      return { status: error.reason === 'forbidden' ? 400 : 0, retryAfter: null };
    }
  }
}
