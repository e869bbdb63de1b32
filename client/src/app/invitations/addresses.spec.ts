import { describe, expect, it } from 'vitest';
import { addressesIn } from './addresses.ts';

describe('addresses in pasted text', () => {
  it.each([
    ['a@x.org', ['a@x.org']],
    ['a@x.org, b@x.org;c@x.org\nd@x.org', ['a@x.org', 'b@x.org', 'c@x.org', 'd@x.org']],
    ['Ada Lovelace <ada@x.org>,\n"Doe, Zoe" <zoe@x.org>', ['ada@x.org', '"Doe', 'zoe@x.org']],
    ['a@x.org a@x.org  b@x.org', ['a@x.org', 'b@x.org']],
    [' \n , ', []],
  ])('%j', (text, expected) => {
    expect(addressesIn(text)).toEqual(expected);
  });
});
