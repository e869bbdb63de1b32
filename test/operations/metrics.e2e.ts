import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.ts';
import { freePort } from '../support/built-server.ts';
import { eventually, type Member, newMember, ApiClient } from '../support/member.ts';

describe('metrics', () => {
  let app: TestApp;
  let port: number;
  let ada: Member;

  beforeAll(async () => {
    port = await freePort();
    app = await startApp({ settings: { METRICS_PORT: String(port) } });
    ada = await newMember(app.url);
    await ada.goOnline();
  });

  afterAll(async () => {
    ada.goOffline();
    await app.close();
  });

  /** Lines of the exposition format, by name and labels. */
  async function measured(): Promise<Map<string, number>> {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line && !line.startsWith('#'));
    return new Map(
      lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
    );
  }

  test('count sends, deliveries, rejections and requests', async () => {
    const room = await ada.command('create_room', { name: 'Engine', kind: 'public' });
    const before = await measured();
    const grown = async (name: string) => ((await measured()).get(name) ?? 0) - (before.get(name) ?? 0);
    for (let count = 0; count < 3; count++) await ada.send(room, 'hello');
    await ada.tryCommand('send_message', {});
    await ada.ask('GET', `/rooms/${room.id}/messages`);
    await new ApiClient(app.url).ask('GET', '/rooms');
    expect(await grown('parley_command_duration_seconds_count{command="send_message"}')).toBe(4);
    expect(await grown('parley_deliveries_total')).toBe(3);
    expect(await grown('parley_rejections_total{transport="socket",code="invalid_input"}')).toBe(1);
    expect(await grown('parley_rejections_total{transport="rest",code="unauthenticated"}')).toBe(1);
    const route = 'method="GET",route="/api/v1/rooms/:id/messages",status="200"';
    await eventually(
      async () => (await grown(`parley_http_request_duration_seconds_count{${route}}`)) === 1,
      'the request',
    );
  });

  test('are served at the address of METRICS_HOST and at no other', async () => {
    const own = await freePort();
    const bound = await startApp({ settings: { METRICS_PORT: String(own), METRICS_HOST: '127.0.0.2' } });
    expect((await fetch(`http://127.0.0.2:${own}/metrics`)).status).toBe(200);
    await expect(fetch(`http://127.0.0.1:${own}/metrics`)).rejects.toThrow();
    await bound.close();
    await expect(startApp({ settings: { METRICS_HOST: 'everywhere' } })).rejects.toThrow('METRICS_HOST');
  });

  test('are still served by their old names', async () => {
    await new ApiClient(app.url).ask('GET', '/rooms');
    const now = await measured();
    const rejected = now.get('parley_rejections_total{transport="rest",code="unauthenticated"}');
    expect(rejected).toBeGreaterThan(0);
    expect(now.get('parley_refusals_total{door="rest",code="unauthenticated"}')).toBe(rejected);
    const bucket = (name: string) => now.get(`parley_${name}_bucket{le="+Inf",command="create_room"}`);
    expect(bucket('command_seconds')).toBe(bucket('command_duration_seconds'));
    expect(bucket('command_seconds')).toBeGreaterThan(0);
  });

  test('describe the process', async () => {
    const now = await measured();
    expect(now.get('parley_sockets')).toBe(1);
    expect(now.get('parley_lease_fresh')).toBe(1);
    expect(now.get('parley_database_pool_waiting')).toBe(0);
    expect(now.get('parley_mail_queue_age_seconds')).toBeGreaterThanOrEqual(0);
    expect(now.get('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
    expect(now.get('process_resident_memory_bytes')).toBeGreaterThan(1e6);
  });

  test('are served on their own port only', async () => {
    expect((await fetch(`${app.url}/metrics`)).headers.get('content-type')).not.toContain('version=0.0.4');
    expect((await fetch(`http://127.0.0.1:${port}/api/v1/rooms`)).status).toBe(404);
    expect(await (await fetch(`http://127.0.0.1:${port}/health/live`)).json()).toEqual({ status: 'ok' });
  });
});
