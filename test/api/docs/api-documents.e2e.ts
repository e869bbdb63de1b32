import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Parser } from '@asyncapi/parser';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { newDatabase } from '../../support/app.ts';
import { type BuiltServer, startBuiltServer } from '../../support/built-server.ts';

const GOLDEN = join(import.meta.dirname, 'openapi.golden.json');

/** The compiler lists the values of a type in the order in which it met them anywhere, which says nothing. */
const sortedEnums = (key: string, value: unknown): unknown =>
  key === 'enum' && Array.isArray(value) ? [...(value as unknown[])].sort() : value;

/** The documents are those of the built server: its compiler reads the comments that become descriptions. */
describe('the documents', () => {
  let server: BuiltServer;
  let openApi: OpenAPIObject;
  let asyncApi: unknown;
  let page: string;

  const fetchJson = async (path: string): Promise<unknown> => (await fetch(server.url + path)).json();

  beforeAll(async () => {
    server = await startBuiltServer(await newDatabase());
    // All at once: the tests keep this process busy for longer than the server keeps an idle connection.
    openApi = (await fetchJson('/api/docs-json')) as OpenAPIObject;
    asyncApi = await fetchJson('/api/async-docs');
    page = await (await fetch(`${server.url}/api/docs`)).text();
  });

  afterAll(() => server.stop('SIGTERM'));

  const operations = () =>
    Object.entries(openApi.paths).flatMap(([path, item]) =>
      (['get', 'post', 'put', 'patch', 'delete'] as const).flatMap((method) => {
        const operation = item[method];
        return operation ? [{ name: `${method} ${path}`, operation }] : [];
      }),
    );

  /** The REST API is a contract: a change shows here and is accepted by `UPDATE_GOLDEN=1 npm run jest -- test/api/docs`. */
  test('of REST match the golden file', () => {
    const text = `${JSON.stringify(openApi, sortedEnums, 2)}\n`;
    if (process.env.UPDATE_GOLDEN) writeFileSync(GOLDEN, text);
    expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(GOLDEN, 'utf8')));
  });

  test('describe every route and its refusals', () => {
    for (const { name, operation } of operations().filter(({ name }) => name.includes('/api/v1'))) {
      expect([name, operation.summary ?? '']).toEqual([name, expect.stringMatching(/\S.*\./s)]);
      expect([name, Object.keys(operation.responses)]).toEqual([name, expect.arrayContaining(['429', '500', '503'])]);
    }
  });

  test('have a unique name for every operation', () => {
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('describe the socket as valid AsyncAPI 3', async () => {
    const { document, diagnostics } = await new Parser().parse(JSON.stringify(asyncApi));
    const faults = diagnostics.filter(({ severity }) => ([0, 1] as number[]).includes(severity));
    expect(faults.map(({ message, path }) => `${path.join('.')}: ${message}`)).toEqual([]);
    expect(
      document
        ?.operations()
        .all()
        .map((operation) => operation.id()),
    ).toEqual(expect.arrayContaining(['sync', 'send_message', 'receive_message', 'session_ended']));
  });

  test('are served as pages', () => expect(page).toContain('swagger-ui'));
});
