import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';
import type { PersonalChanges, PersonalItem } from '../../src/personal/personal.dto.ts';
import {
  emptyPersonal,
  isBehind,
  type PersonalState,
  presentItems,
  withChanges,
  withItem,
} from '../../client/src/app/personal/personal-state.ts';
import { eventually, type Member } from './member.ts';

/** What a device holds of what is personal: the client's own pure functions, fed with what the device receives. */
export class PersonalDevice {
  /** How often it had to start over. */
  resets = 0;
  private state: PersonalState = emptyPersonal;
  /** Events before the answer of `sync`. */
  private early?: PersonalItem[];

  constructor(readonly member: Member) {
    member.onEvent = ({ event, payload }) => {
      if (event !== 'personal_changed') return;
      if (this.early) this.early.push(payload);
      else this.state = withItem(this.state, payload);
    };
  }

  get revision(): number {
    return this.state.revision;
  }

  get isOnline(): boolean {
    return this.member.socket !== undefined;
  }

  /** The present items, in the order of their revisions. */
  get items(): PersonalItem[] {
    return presentItems(this.state).sort((one, other) => one.revision - other.revision);
  }

  async goOnline(): Promise<void> {
    this.early = [];
    await this.member.listen();
    const { revision: personal, epoch } = this.state;
    const answer = await this.member.command('sync', { personal, ...(epoch !== null && { personalEpoch: epoch }) });
    if (answer.personal) await this.take(answer.personal);
    const { early } = this;
    this.early = undefined;
    for (const item of early) this.state = withItem(this.state, item);
  }

  goOffline(): void {
    this.member.goOffline();
  }

  /** Asks for what was missed although the connection was up. */
  async fetchMissing(): Promise<void> {
    if (isBehind(this.state)) await this.take(await this.ask(this.state.revision, false));
  }

  private async take(first: PersonalChanges): Promise<void> {
    if (first.reset) this.resets++;
    this.state = withChanges(this.state, first);
    for (let page = first; page.more;) {
      page = await this.ask(page.revision, true);
      this.state = withChanges(this.state, page);
    }
  }

  private ask(since: number, continued: boolean): Promise<PersonalChanges> {
    const epoch = this.state.epoch === null ? '' : `&epoch=${this.state.epoch}`;
    return this.member.must('GET', `/users/me/personal?since=${since}&continued=${continued}${epoch}`);
  }
}

/** What a device that knows nothing is told. */
export async function freshItems(member: Member): Promise<PersonalItem[]> {
  const device = new PersonalDevice(member.sameSession());
  await device.goOnline();
  device.goOffline();
  return device.items;
}

/** Waits until each connected device holds what a fresh one is told. */
export async function expectSamePersonal(devices: readonly PersonalDevice[]): Promise<void> {
  for (const device of devices.filter(({ isOnline }) => isOnline)) {
    let fresh: PersonalItem[] = [];
    const isSame = async () => {
      await device.fetchMissing();
      fresh = await freshItems(device.member);
      return isDeepStrictEqual(device.items, fresh);
    };
    if (!(await eventually(isSame, 'the same').catch(() => false))) expect(device.items).toEqual(fresh);
  }
}
