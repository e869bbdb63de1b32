import { afterEach, describe, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.ts';
import { eventually, newMember } from '../support/member.ts';
import { RawConnection } from '../support/raw-connection.ts';

const WRONG = '40{"token":"none"}';

describe('a handshake', () => {
  let app: TestApp;
  afterEach(() => app.close());

  test('that fails three times ends the connection at once', async () => {
    app = await startApp();
    const stranger = await RawConnection.open(app.url);
    for (let i = 0; i < 2; i++) stranger.send(WRONG);
    await eventually(() => stranger.frames.filter((frame) => frame.startsWith('44')).length >= 1, 'refused');
    const began = performance.now();
    while (!stranger.isClosed && performance.now() - began < 4_000) {
      stranger.send(WRONG);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(stranger.isClosed).toBe(true);
    // Without being counted, a connection would have been closed after five seconds.
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  test('may be tried again with a better token', async () => {
    app = await startApp();
    const { token } = await newMember(app.url);
    const connection = await RawConnection.open(app.url);
    connection.send(WRONG);
    await connection.receives((frame) => frame.startsWith('44'), 'refused');
    connection.send(`40${JSON.stringify({ token })}`);
    await connection.receives((frame) => frame.startsWith('40'), 'connected');
    connection.close();
  });

  test('takes one place of its address, however often it is sent', async () => {
    app = await startApp({ settings: { RATE_LIMIT_SCALE: '0.01' } }); // ten places
    const ada = await newMember(app.url);
    const ben = await newMember(app.url);
    const greedy = await RawConnection.open(app.url);
    greedy.send(WRONG);
    await greedy.receives((frame) => frame.startsWith('44'), 'refused');
    greedy.send(WRONG);
    await eventually(() => greedy.frames.filter((frame) => frame.startsWith('44')).length === 2, 'refused again');
    greedy.send(`40${JSON.stringify({ token: ada.token })}`);
    await greedy.receives((frame) => frame.startsWith('40'), 'connected');
    const strangers = [];
    for (let i = 0; i < 8; i++) {
      const stranger = await RawConnection.open(app.url);
      stranger.send(WRONG);
      await stranger.receives((frame) => frame.startsWith('44'), 'refused');
      strangers.push(stranger);
    }
    const socket = await ben.connect();
    socket.close();
    for (const stranger of strangers) stranger.close();
    greedy.close();
  });

  test('is one at a time: a connection belongs to one person, once', async () => {
    app = await startApp();
    const ada = await newMember(app.url);
    const ben = await newMember(app.url);
    const connection = await RawConnection.open(app.url);
    const realtime = () => [...app.nest.getHttpServer().listeners('upgrade')].length;
    for (const { token } of [ada, ben]) connection.send(`40${JSON.stringify({ token })}`);
    await eventually(() => connection.isClosed, 'the connection is closed');
    expect(connection.frames.filter((frame) => frame.startsWith('40')).length).toBeLessThanOrEqual(1);
    expect(realtime()).toBeGreaterThan(0);
  });

  test('of a namespace that does not exist is not answered for ever', async () => {
    app = await startApp({ settings: { RATE_LIMIT_SCALE: '1' } });
    const raw = await RawConnection.of(await newMember(app.url));
    for (let i = 0; i < 1_000; i++) raw.send(`40/x${i},{}`);
    await eventually(() => raw.isClosed, 'the connection is closed', 3_000);
    expect(raw.frames.filter((frame) => frame.startsWith('44/x')).length).toBeLessThanOrEqual(600);
  });
});
