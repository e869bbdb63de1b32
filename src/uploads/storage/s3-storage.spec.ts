import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { S3Storage } from './s3-storage.ts';

const keys = { accessKeyId: 'parley', secretAccessKey: 'a secret of the store' };

describe('a store that speaks S3', () => {
  let server: Server | undefined;
  let asked: IncomingMessage[] = [];

  /** A store that answers everything with one status. */
  const answering = async (status: number, headers: Record<string, string> = {}) => {
    asked = [];
    server = createServer((request, response) => {
      asked.push(request);
      response.writeHead(status, headers).end();
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  test.each([
    ['eu-central-1', 'eu-central-1'],
    [undefined, 'us-east-1'],
  ])('is asked in the region %s', async (region, expected) => {
    const storage = new S3Storage({ endpoint: await answering(200), bucket: 'files', region, keys });
    await storage.freeBytes();
    expect(asked[0]?.url).toBe('/files/');
    expect(asked[0]?.headers.authorization).toContain(`/${expected}/s3/aws4_request`);
  });

  test.each<[number, Record<string, string>, string]>([
    [301, { 'x-amz-bucket-region': 'eu-west-1' }, 'S3_REGION=eu-west-1'],
    [400, {}, 'is S3_REGION right'],
    [403, {}, 'does not let these keys use the bucket files'],
    [404, {}, 'There is no bucket files'],
  ])('that answers %i is explained to the operator', async (status, headers, words) => {
    const storage = new S3Storage({ endpoint: await answering(status, headers), bucket: 'files', keys });
    await expect(storage.freeBytes()).rejects.toThrow(words);
  });
});
