import type { SettingValues } from '@api/settings/settings.dto.ts';
import { describe, expect, it } from 'vitest';
import { changesIn, type GroupId, SETTINGS_GROUPS, type Typed, typedOf, undoing } from './settings-fields.ts';

const values: SettingValues = {
  registration: 'open',
  registrationDomains: ['example.org'],
  guestAccess: true,
  serverName: '',
  accentColor: null,
  mailSender: 'Parley <parley@example.org>',
  messageLength: 4000,
  fileSize: 25,
  uploadQuota: 1000,
  totalQuota: null,
  sessionRetention: 30,
  mailRetention: 30,
  auditRetention: 0,
  unsentFileRetention: 24,
  registrationsPerAddress: 20,
  guestsPerAddress: 20,
  loginsPerAddress: 30,
  trustedNetworks: [],
};

const group = (id: GroupId) => {
  const found = SETTINGS_GROUPS.find((each) => each.id === id);
  if (!found) throw new Error(id);
  return found;
};
const changed = (id: GroupId, now: Typed) => changesIn(group(id), { ...typedOf(group(id), values), ...now }, values);

describe('settings in fields', () => {
  it('are in one group each', () => {
    const names = SETTINGS_GROUPS.flatMap(({ fields }) => fields.map(({ name }) => name));
    expect([...names].sort()).toEqual(Object.keys(values).sort());
  });

  it('change nothing as they are shown', () => {
    for (const { id } of SETTINGS_GROUPS) expect(changed(id, {})).toEqual({});
  });

  it.each<[GroupId, Typed, object]>([
    ['content', { messageLength: ' 16000 ' }, { messageLength: 16_000 }],
    ['content', { messageLength: '16.000' }, { messageLength: 16_000 }],
    ['content', { messageLength: '16,000' }, { messageLength: 16_000 }],
    ['content', { fileSize: '2.5' }, { fileSize: '2.5' }],
    ['content', { fileSize: '' }, { fileSize: '' }],
    ['content', { totalQuota: '5000' }, { totalQuota: 5000 }],
    ['identity', { accentColor: ' #ABCDEF ' }, { accentColor: '#abcdef' }],
    ['access', { guestAccess: false }, { guestAccess: false }],
    ['access', { registrationDomains: 'a.org, b.org\nc.org;' }, { registrationDomains: ['a.org', 'b.org', 'c.org'] }],
    ['rates', { trustedNetworks: '' }, {}],
  ])('%s: %j is sent as %j', (id, now, sent) => {
    expect(changed(id, now)).toEqual(sent);
  });

  it('are undone by what they were', () => {
    expect(undoing({ guestAccess: false, totalQuota: 5 }, values)).toEqual({ guestAccess: true, totalQuota: null });
  });
});
