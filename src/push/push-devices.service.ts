import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Config } from '../common/config.ts';
import { Database } from '../common/database/database.ts';
import { Problem } from '../common/problem.ts';
import { PushDevicesRepository, type SubscribedDevice } from './push-devices.repository.ts';
import { PushKeyring } from './push-keyring.ts';
import { PushPlanner } from './push-planner.ts';
import { PushTransport } from './push-transport.ts';
import { pushDeviceView } from './push.view.ts';
import type { MadePushDevice, PushDevice, PushKey, PutPushDevice, RenewPushDevice, Subscription } from './push.dto.ts';
import { AUTH_BYTES, isPoint } from './web-push.ts';

const MAX_DEVICES_PER_PERSON = 10;
const SECRET_BYTES = 32;

/** The browsers that a person is notified on. */
@Injectable()
export class PushDevicesService {
  constructor(
    private readonly devices: PushDevicesRepository,
    private readonly database: Database,
    private readonly keyring: PushKeyring,
    private readonly transport: PushTransport,
    private readonly planner: PushPlanner,
    private readonly config: Config,
  ) {}

  /** @throws Problem `forbidden` for guests */
  key(caller: Caller): PushKey {
    assertMember(caller);
    const { enabled, reason } = this.config.push;
    return { enabled, key: enabled ? this.keyring.publicKey : null, reason };
  }

  /** @throws Problem `forbidden` for guests */
  async list(caller: Caller): Promise<PushDevice[]> {
    assertMember(caller);
    return (await this.devices.of(caller.userId)).map((device) => pushDeviceView(device, caller.sessionId));
  }

  /**
   * Makes the browser of the caller's session a device, or changes it. A browser that another session or person has given is
   * theirs no more.
   * @throws Problem `push_off`, `forbidden` for guests, `invalid_input`, `too_many_devices`
   */
  async put(caller: Caller, { content = 'full', ...subscription }: PutPushDevice): Promise<MadePushDevice> {
    assertMember(caller);
    this.assertOn();
    const subscribed = this.checked(subscription);
    const { userId, sessionId } = caller;
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const device = await this.database.transaction(async (tx) => {
      await this.devices.lock(tx, subscribed.endpoint, userId);
      await this.devices.removeOthers(tx, subscribed.endpoint, sessionId);
      const others = (await this.devices.of(userId, tx)).filter((each) => each.sessionId !== sessionId);
      if (others.length >= MAX_DEVICES_PER_PERSON) throw new Problem('too_many_devices');
      return this.devices.put(tx, { ...subscribed, userId, sessionId, content, secretHash: sha256(secret) });
    });
    this.planner.deviceAdded();
    return { ...pushDeviceView(device, sessionId), secret };
  }

  /** @throws Problem `not_found` for a device that is not the caller's */
  async remove(caller: Caller, id: string): Promise<void> {
    assertMember(caller);
    const own = await this.devices.of(caller.userId);
    if (!own.some((device) => device.id === id) || !(await this.devices.remove(id))) throw new Problem('not_found');
  }

  /**
   * Another subscription of the same browser, told by its worker.
   * @throws Problem `push_off`, `not_found` for another device or secret, `invalid_input`
   */
  async renew({ id, secret, ...subscription }: RenewPushDevice): Promise<PushDevice> {
    this.assertOn();
    const device = await this.devices.find(id);
    if (!device || !timingSafeEqual(device.secretHash, sha256(secret))) throw new Problem('not_found');
    const subscribed = this.checked(subscription);
    const { sessionId, userId } = device;
    await this.database.transaction(async (tx) => {
      await this.devices.lock(tx, subscribed.endpoint, userId);
      await this.devices.removeOthers(tx, subscribed.endpoint, sessionId);
      await this.devices.renew(tx, id, subscribed);
    });
    return pushDeviceView({ ...device, ...subscribed, seenAt: new Date() }, sessionId);
  }

  private assertOn(): void {
    if (!this.config.push.enabled) throw new Problem('push_off');
  }

  /** Why an endpoint is refused is told and logged nowhere with it: it is a secret. */
  private checked({ endpoint, keys }: Subscription): SubscribedDevice {
    const p256dh = Buffer.from(keys.p256dh, 'base64url');
    const auth = Buffer.from(keys.auth, 'base64url');
    const fields = {
      ...(!this.transport.allows(endpoint) && {
        endpoint: ['is not an address of a push service that this server uses'],
      }),
      ...(!isPoint(p256dh) && { 'keys.p256dh': ['must be a point of P-256'] }),
      ...(auth.length !== AUTH_BYTES && { 'keys.auth': ['must be 16 bytes'] }),
    };
    if (Object.keys(fields).length) throw new Problem('invalid_input', undefined, fields);
    return { endpoint: new URL(endpoint).href, p256dh, auth, vapidKey: this.keyring.keyNumber };
  }
}

/** Guests have no account that outlives their visit. */
export function assertMember({ role }: Caller): void {
  if (role === 'guest') throw new Problem('forbidden', 'Guests get no push notifications');
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
