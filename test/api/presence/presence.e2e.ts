import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PresenceHeartbeat } from '../../../src/cluster/presence-heartbeat.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { eventually, type Member, newMembers } from '../../support/member.ts';

const AWAY_AFTER_MS = 10 * 60_000;
/** The server looks for idle members every 15 seconds. */
const EVENT_TIMEOUT_MS = 25_000;

describe('a member without activity', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;

  const presenceOfBen = async () => {
    const [seen] = await ada.command('watch_presence', { userIds: [ben.id] });
    return seen?.presence;
  };

  /** Moves the last activity back: with another clock the whole server would believe that it had slept. */
  const lastSeen = (ago: number) => {
    const online: unknown = app.nest.get(PresenceHeartbeat);
    const own = (online as { sockets: Map<string, Map<string, number>> }).sockets.get(ben.id);
    for (const id of own?.keys() ?? []) own?.set(id, Date.now() - ago);
  };

  beforeAll(async () => {
    app = await startApp();
    [ada, ben] = (await newMembers(app.url, 2)) as [Member, Member];
    await ada.goOnline();
    await ben.goOnline();
    const room = await ada.command('create_room', { name: 'Engine', kind: 'private' });
    await ben.command('join_room', { code: room.code });
  });

  afterAll(async () => {
    ada.goOffline();
    ben.goOffline();
    await app.close();
  });

  test('is away after ten minutes, though the device renews its token, and online at the first action', async () => {
    expect(await presenceOfBen()).toBe('online');
    lastSeen(AWAY_AFTER_MS);
    await eventually(async () => (await presenceOfBen()) === 'away', 'Ben is away', EVENT_TIMEOUT_MS);
    await ben.command('reauthenticate', { token: String(ben.token) });
    expect(await presenceOfBen()).toBe('away');
    await ben.command('watch_presence', { userIds: [ada.id] });
    expect(await presenceOfBen()).toBe('online');
  }, 60_000);
});
