import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newDatabase } from '../support/app.ts';
import { startBuiltServer } from '../support/built-server.ts';
import { newMember } from '../support/member.ts';
import {
  type CollectedSpan as Span,
  startTraceCollector,
  type TraceCollector,
} from '../support/services/trace-collector.ts';

/** Makes a process print which parts of OpenTelemetry it loads. */
const TELLING =
  "import{registerHooks}from'node:module';registerHooks({resolve(what,context,next){if(what.startsWith('@opentelemetry'))process.stderr.write(`loads:${what};`);return next(what,context)}})";
const NODE_OPTIONS = `--import data:text/javascript,${encodeURIComponent(TELLING)}`;

describe('tracing', () => {
  let collector: TraceCollector;

  beforeAll(async () => {
    collector = await startTraceCollector();
  });

  afterAll(() => collector.stop());

  const attribute = ({ attributes }: Span, key: string) => {
    const { stringValue, intValue } = attributes.find((each) => each.key === key)?.value ?? {};
    return stringValue ?? intValue;
  };

  test('shows the queries of a command, and no text of messages', async () => {
    const settings = {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_SERVICE_NAME: 'parley-test',
      NODE_OPTIONS,
    };
    const server = await startBuiltServer(await newDatabase(), undefined, settings);
    const ada = await newMember(server.url);
    await ada.goOnline();
    const room = await ada.command('create_room', {
      name: 'Canary of a room',
      kind: 'public',
      password: 'canary sesame',
    });
    const { clientId } = await ada.send(room, 'canary of a message');
    await ada.tryCommand('send_message', { roomId: room.id });
    await ada.must('GET', `/rooms/${room.id}/messages`);
    await ada.ask('GET', '/users?q=canary-of-a-question');
    ada.goOffline();
    expect(await server.stop('SIGTERM')).toBe(0);

    const received = collector.received();
    const { spans } = collector;
    expect(received).toMatch(/^\/v1\/traces /);
    expect(received).toContain('parley-test');
    expect(server.output()).toContain('loads:@opentelemetry/sdk-trace');
    const sends = spans.filter(({ name }) => name === 'send_message');
    expect(sends.map((span) => attribute(span, 'parley.code'))).toEqual([undefined, 'invalid_input']);
    const [send] = sends;
    expect(send?.parentSpanId).toBeFalsy();
    expect(attribute(send as Span, 'parley.request_id')).toMatch(/^[0-9a-f-]{36}$/);
    const below = spans.filter(({ parentSpanId }) => parentSpanId === send?.spanId);
    for (const { traceId } of below) expect(traceId).toBe(send?.traceId);
    expect(below.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['BEGIN', 'lock-heads', 'find-before-writing', 'write-messages', 'COMMIT']),
    );
    expect(attribute(below.find(({ name }) => name === 'write-messages') as Span, 'db.operation.name')).toBe('WITH');

    const page = spans.find(({ name }) => name === 'GET /api/v1/rooms/:id/messages');
    expect(attribute(page as Span, 'http.response.status_code')).toBe(200);
    expect(spans.filter(({ parentSpanId }) => parentSpanId === page?.spanId).map(({ name }) => name)).toContain(
      'SELECT messages',
    );

    const secrets = [
      ada.username,
      ada.password,
      ada.token,
      clientId,
      ada.id,
      room.id,
      room.code,
      ...ada.cookies.values(),
    ];
    for (const secret of ['anary', ...secrets.map((each) => each ?? 'missing')]) expect(received).not.toContain(secret);
  }, 60_000);

  test('does not delay the end of a process whose collector is away', async () => {
    const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
    const server = await startBuiltServer(await newDatabase(), undefined, settings);
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
    expect(await server.stop('SIGTERM')).toBe(0);
  }, 60_000);

  test('is not even loaded unless a collector is configured', async () => {
    const server = await startBuiltServer(await newDatabase(), undefined, { NODE_OPTIONS });
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
    await server.stop('SIGTERM');
    // The bare interfaces belong to prom-client, too.
    expect(server.output()).not.toMatch(/loads:@opentelemetry\/(?!api;)/);
  }, 60_000);
});
