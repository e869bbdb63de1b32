import { describe, expect, test } from '@jest/globals';
import { databaseAddress } from './database-address.ts';

describe('the address of a database', () => {
  test('is a URL of one host, unchanged', () => {
    const url = 'postgres://parley:p%40ss@db.example.org:5433/parley?sslmode=require';
    expect(databaseAddress(url)).toEqual({ urls: [url], mustBeWritable: false });
  });

  test('may name several hosts, of which one must be writable', () =>
    expect(databaseAddress('postgres://u:p@a:5432,b,[::1]:6000/parley')).toEqual({
      urls: ['postgres://u:p@a:5432/parley', 'postgres://u:p@b/parley', 'postgres://u:p@[::1]:6000/parley'],
      mustBeWritable: true,
    }));

  test.each(['read-write', 'primary'])('may ask for %s of one host', (wanted) =>
    expect(databaseAddress(`postgres://u@a/parley?target_session_attrs=${wanted}`)).toEqual({
      urls: ['postgres://u@a/parley'],
      mustBeWritable: true,
    }),
  );

  test('is refused when a host among several is none', () =>
    expect(() => databaseAddress('postgres://u:p@a:5432,b:port/parley')).toThrow('Invalid URL'));
});
