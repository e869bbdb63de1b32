import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isSameLocalUser, ownersOf } from './local-user.ts';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 11 1 0 100 0 0 10 0
   1: 0100007F:C001 0100007F:0BB8 01 00000000:00000000 00:00000000 00000000 65534        0 12 1 0 20 4 0 10 -1
   2: 0100007F:0BB8 0100007F:C001 01 00000000:00000000 00:00000000 00000000  1000        0 13 1 0 20 4 0 10 -1
`;

describe('who connects on this machine', () => {
  test('is read from the side that connects', () => {
    expect(ownersOf(TABLE, 0xc001, 3000)).toEqual([65534]);
    expect(ownersOf(TABLE, 0xc002, 3000)).toEqual([]);
  });

  describe('over a real connection', () => {
    const server = createServer((request, response) => void answer(request).then((same) => response.end(String(same))));
    const answer = (request: IncomingMessage) => isSameLocalUser(request);
    beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
    afterAll(() => void server.close());

    const ask = (headers: Record<string, string> = {}) =>
      new Promise<string>((resolve, reject) => {
        const { port } = server.address() as AddressInfo;
        get({ host: '127.0.0.1', port, headers, agent: false }, (response) => {
          response.on('data', (text: Buffer) => resolve(text.toString()));
        }).on('error', reject);
      });

    test('this process is the same user', async () => expect(await ask()).toBe('true'));

    test.each(['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'])('not when a proxy has added %s', async (name) =>
      expect(await ask({ [name]: '127.0.0.1' })).toBe('false'),
    );
  });
});
