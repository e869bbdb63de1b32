import { describe, expect, test } from '@jest/globals';
import { OutboundAllowList, outboundEntries, outboundEntryProblem } from './outbound-allow.ts';

describe('receivers inside the own network', () => {
  const list = new OutboundAllowList(outboundEntries(' CI.corp:8443, 10.1.0.0/16,[fd00::1]:80 ,fd01::/48'));

  test.each([
    ['ci.corp', 8443, true],
    ['ci.corp', 443, false],
    ['a.ci.corp', 8443, false],
    ['[fd00::1]', 80, true],
    ['10.1.2.3', 80, false],
  ])('%s port %i: %s', (host, port, expected) => {
    expect(list.hasPlace(host, port)).toBe(expected);
  });

  test.each([
    ['10.1.255.255', true],
    ['10.2.0.0', false],
    ['fd01::7', true],
    ['fd00::1', false],
    ['::ffff:10.1.2.3', false],
    ['ci.corp', false],
  ])('the address %s: %s', (address, expected) => {
    expect(list.hasAddress(address)).toBe(expected);
  });

  test.each(['ci.corp:8443', '10.1.0.0/16', '10.0.0.1:80', '[fd00::1]:80', 'fd01::/48'])('%s can be', (text) => {
    expect(outboundEntryProblem(text)).toBeUndefined();
  });

  test.each([
    ...['ci.corp', '10.1.0.0', '10.1.0.0/33', 'fd00::/129', '*:80', 'ci.corp:0', 'ci.corp:65536'],
    ...['https://ci.corp:8443', 'a@ci.corp:80', '10.1/16', '10.0.0.0/8/8', 'fd00::1:80/', '1.2.3.999:80'],
  ])('%s cannot be', (text) => {
    expect(outboundEntryProblem(text)).toContain(text);
  });
});
