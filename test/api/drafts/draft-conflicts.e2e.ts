import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DraftPage, DraftVersion } from '../../../src/drafts/drafts.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { type Member, newMember, onAnotherDevice } from '../../support/member.ts';
import { expectSamePersonal, PersonalDevice } from '../../support/personal-device.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { startTwoNodes, type TwoNodes } from '../../support/two-nodes.ts';

const SEED = Number(process.env.SEED ?? Date.now() % 100_000);
const EDITS = 1_000;

interface Written {
  body: string;
  base: number;
  version: number;
}

/** Ada's phone writes at the first node, her laptop at the second, both the same draft. */
describe('a draft on two devices', () => {
  let company: TwoNodes;
  let devices: PersonalDevice[];
  let room: Room;

  beforeAll(async () => {
    company = await startTwoNodes({ RATE_LIMIT_SCALE: '100' });
    const ada = await newMember(company.nodes[0].url);
    room = await ada.must<Room>('POST', '/rooms', { name: 'Engine', kind: 'private' });
    devices = [];
    for (const { url } of company.nodes)
      devices.push(new PersonalDevice((await onAnotherDevice(ada)).sameSession(url)));
    for (const device of devices) await device.goOnline();
  }, 60_000);

  afterAll(async () => {
    for (const device of devices) device.goOffline();
    await company.stop();
  });

  const path = () => `/rooms/${room.id}/draft`;

  /** A device that holds what it was told last, and does not overwrite what it has not seen. */
  async function write(by: Member, edits: number, written: Written[], random: ReturnType<typeof seededRandom>) {
    let base = 0;
    let conflicts = 0;
    for (let edit = 0; edit < edits; edit++) {
      const body = random.below(10) === 0 ? '' : `${by.url} ${edit}`;
      const { status, body: answer } = await by.ask<DraftVersion>('PUT', path(), { body, baseVersion: base });
      if (status === 200) {
        if (answer.version !== base) written.push({ body, base, version: answer.version });
        base = answer.version;
      } else {
        expect([status, answer.code]).toEqual([409, 'draft_conflict']);
        conflicts++;
        base = answer.draft?.version ?? 0;
      }
    }
    return conflicts;
  }

  test(`loses no words: each text was replaced by a device that had seen it (SEED=${SEED})`, async () => {
    const written: Written[] = [];
    const random = seededRandom(SEED);
    const conflicts = await Promise.all(devices.map(({ member }) => write(member, EDITS / 2, written, random)));
    expect(Math.min(...conflicts)).toBeGreaterThan(0);
    // Emptying what another device has emptied meanwhile stores nothing, and is given the version that stands.
    const byVersion = [...Map.groupBy(written, ({ version }) => version)].sort(([one], [other]) => one - other);
    let last = 0;
    for (const [version, same] of byVersion) {
      expect(same.map(({ base }) => base)).toContain(last);
      last = version;
    }
    const { items } = await (devices[0] as PersonalDevice).member.must<DraftPage>('GET', '/drafts');
    const newest = byVersion.at(-1)?.[1][0];
    expect(items.map(({ body, version }) => ({ body, version }))).toEqual(
      newest?.body ? [{ body: newest.body, version: newest.version }] : [],
    );
    await expectSamePersonal(devices);
  }, 120_000);
});
