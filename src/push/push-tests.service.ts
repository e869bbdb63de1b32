import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Config } from '../common/config.ts';
import { RateLimits } from '../common/limits/rate-limits.ts';
import { Problem } from '../common/problem.ts';
import { languageFor } from '../users/recipient.ts';
import { UsersService } from '../users/users.service.ts';
import { PushDevicesRepository } from './push-devices.repository.ts';
import { assertMember } from './push-devices.service.ts';
import { NO_MESSAGE, PushKeyring } from './push-keyring.ts';
import { testPayload } from './push-payload.ts';
import { PushTransport } from './push-transport.ts';
import type { PushTest } from './push.dto.ts';
import { PushesRepository } from './pushes.repository.ts';

/** A notification that is worth showing for a minute. */
const TTL_SECONDS = 60;
const GONE = [404, 410];

/** Sends notifications that try out a device, and hears that notifications were shown. */
@Injectable()
export class PushTestsService {
  constructor(
    private readonly devices: PushDevicesRepository,
    private readonly pushes: PushesRepository,
    private readonly users: UsersService,
    private readonly keyring: PushKeyring,
    private readonly transport: PushTransport,
    private readonly limits: RateLimits,
    private readonly config: Config,
  ) {}

  /**
   * Sends one at once, whatever the person is doing. A device whose browser has no subscription any more is removed.
   * @throws Problem `push_off`, `not_found` for a device that is not the caller's, `too_many_requests`
   */
  async send(caller: Caller, id: string): Promise<PushTest> {
    assertMember(caller);
    if (!this.config.push.enabled) throw new Problem('push_off');
    const device = (await this.devices.of(caller.userId)).find((each) => each.id === id);
    if (!device) throw new Problem('not_found');
    await this.limits.take('pushTest', caller.userId);
    const language = languageFor(await this.users.get(caller.userId));
    const token = this.keyring.shownToken({ deviceId: id, messageId: NO_MESSAGE });
    const badge = await this.pushes.badgeOf(caller.userId);
    const payload = testPayload(language, this.keyring.topicOf(id, 'test'), token, badge);
    const { endpoint, p256dh, auth } = device;
    const begin = performance.now();
    const sent = { endpoint, p256dh, auth, payload, ttlSeconds: TTL_SECONDS, urgency: 'high' as const };
    const { status } = await this.transport.send(sent);
    const ms = Math.round(performance.now() - begin);
    if (GONE.includes(status)) await this.devices.remove(id, endpoint);
    return { status, ms };
  }

  /** Once or several times is the same. @throws Problem `not_found` for a token that is not of a push of this server */
  async shown(token: string): Promise<void> {
    const push = this.keyring.readShownToken(token);
    if (!push) throw new Problem('not_found');
    const isKnown = push.messageId === NO_MESSAGE || (await this.pushes.markShown(push.deviceId, push.messageId));
    const hasDevice = await this.devices.noteShown(push.deviceId);
    if (!isKnown || (push.messageId === NO_MESSAGE && !hasDevice)) throw new Problem('not_found');
  }
}
