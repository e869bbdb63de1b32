import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import type { ReceiverAnswer } from './delivery-answer.policy.ts';
import { EventTransport } from './event-transport.ts';
import { encodeEvent, type RoomEvent } from './room-event.view.ts';
import { slackTokenOf, SubscriptionSecrets } from './subscription-secrets.ts';
import type { Receiver } from './subscriptions.repository.ts';
import { webhookSignature } from './webhook-signature.ts';

/** Sends single events: signed, with the time of the try. It knows no rights. */
@Injectable()
export class EventDelivery {
  private readonly logger = new Logger('Subscriptions');

  constructor(
    private readonly secrets: SubscriptionSecrets,
    private readonly transport: EventTransport,
    private readonly config: Config,
  ) {}

  /** @param roomName for the form of Slack */
  async deliver(receiver: Receiver, event: RoomEvent, roomName = ''): Promise<ReceiverAnswer> {
    const secrets = this.secrets.of(receiver);
    const [secret] = secrets;
    if (secret === undefined) {
      this.logger.warn(`Subscription ${receiver.id} has a secret of another SECRET_KEY: give it a new one`);
      return { status: 0, isCut: false, retryAfter: null };
    }
    const { contentType, body } = encodeEvent(event, receiver.format, {
      subscriptionId: receiver.id,
      token: slackTokenOf(secret),
      teamDomain: new URL(this.config.publicUrl).hostname,
      roomName,
    });
    const timestamp = Math.floor(Date.now() / 1_000);
    const headers = {
      'Content-Type': contentType,
      'webhook-id': event.id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': webhookSignature(secrets, { id: event.id, timestamp, body }),
    };
    return this.transport.post({ url: receiver.url, headers, body });
  }
}
