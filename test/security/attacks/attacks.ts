import { randomUUID } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { crc32 } from 'node:zlib';
import { ParleyConnection } from './parley-connection.ts';

/** What an attacker knows: the address, the session of a guest or member of the room, the room. */
export interface Target {
  port: number;
  token: string;
  roomId: string;
}

/** Runs until the process is ended. Counts what was sent by kind of answer. */
export type Attack = (target: Target, count: (what: string) => void) => Promise<void>;

const CONNECTIONS = 20;
const MESSAGE_EMOJI = 4000;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function request({ port, token }: Target, method: string, path: string, body?: unknown, anonymous = false) {
  const form = body instanceof FormData;
  const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
    method,
    headers: {
      ...(!anonymous && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && !form && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: form ? body : typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  await response.arrayBuffer();
  return response.status;
}

/** As many at a time as given, one after the other, for ever. */
async function repeat(atOnce: number, pauseMs: number, work: () => Promise<unknown>, count: (what: string) => void) {
  const loop = async () => {
    for (;;) {
      count('sent');
      count(String(await work().catch((error: unknown) => (error instanceof Error ? error.name : 'error'))));
      await pause(pauseMs);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, loop));
}

const junkBody = (keys: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: keys }, (_, key) => [`key${key}`, key])));

/** A PNG of one colour whose rows are made by the decoder only. */
export function largePng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const named = Buffer.concat([Buffer.from(type), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

async function overConnections(target: Target, each: (connection: ParleyConnection) => Promise<void>) {
  const loop = async () => {
    for (;;) {
      try {
        const connection = await ParleyConnection.open(target.port, target.token);
        await each(connection);
      } catch {
        await pause(200); // refused or cut: the attacker comes back
      }
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, loop));
}

const sendFor = async (connection: ParleyConnection, pauseMs: number, frame: () => string) => {
  while (!connection.isClosed) {
    connection.send(frame());
    await pause(pauseMs);
  }
};

export const attacks: Record<string, Attack> = {
  'bodies of 90 kB, not signed in': (target, count) =>
    repeat(4, 0, () => request(target, 'POST', '/auth/login', junkBody(5500), true), count),

  'wrong passwords': (target, count) =>
    repeat(
      30,
      0,
      () =>
        request(target, 'POST', '/auth/login', { login: randomUUID().slice(0, 20), password: 'wrong password' }, true),
      count,
    ),

  'junk links to set a password': (target, count) =>
    repeat(
      10,
      0,
      () =>
        request(target, 'POST', '/auth/reset-password', { token: randomUUID(), password: 'a new password 123' }, true),
      count,
    ),

  registrations: (target, count) =>
    repeat(
      10,
      0,
      () =>
        request(
          target,
          'POST',
          '/auth/register',
          {
            username: randomUUID().slice(0, 12),
            email: `${randomUUID()}@example.org`,
            password: 'a fine long password',
          },
          true,
        ),
      count,
    ),

  'refused tokens': (target, count) =>
    repeat(10, 0, () => request({ ...target, token: 'junk' }, 'GET', '/rooms'), count),

  'searches for one character': (target, count) =>
    repeat(100, 0, () => request(target, 'GET', '/search/messages?q=~'), count),

  'lists of rooms': (target, count) => repeat(20, 0, () => request(target, 'GET', '/rooms'), count),

  'pictures of 1 by 40 million pixels': (target, count) => {
    const bytes = new Uint8Array(largePng(1, 40_000_000));
    const upload = () => {
      const form = new FormData();
      form.append('file', new Blob([bytes], { type: 'image/png' }), 'long.png');
      return request(target, 'POST', '/uploads', form);
    };
    return repeat(10, 0, upload, count);
  },

  'edits without end': async (target, count) => {
    const { port, token, roomId } = target;
    const connection = await ParleyConnection.open(port, token);
    const sent = await connection.ask('send_message', { roomId, clientId: randomUUID(), body: 'first' });
    const messageId = (JSON.parse(sent) as [{ data: { id: string } }])[0].data.id;
    await overConnections(target, (each) =>
      sendFor(each, 5, () => {
        count('edit');
        return `42["edit_message",${JSON.stringify({ messageId, body: '😀'.repeat(MESSAGE_EMOJI / 2) })}]`;
      }),
    );
  },

  'dear commands over twenty sockets': (target, count) =>
    overConnections(target, (each) => {
      const frame = `421["sync",{"rooms":[${Array.from({ length: 15_000 }, () => '{}').join()}]}]`;
      return sendFor(each, 2000, () => (count('sync'), frame));
    }),

  'answers that nobody reads': (target, count) =>
    overConnections(target, async (each) => {
      each.stopReading();
      const rooms = [{ roomId: target.roomId, revision: 0 }];
      await sendFor(each, 1500, () => (count('sync'), `421["sync",${JSON.stringify({ rooms })}]`));
    }),

  'messages over twenty sockets': (target, count) =>
    overConnections(target, (each) =>
      sendFor(each, 1, () => {
        count('send');
        return `42["send_message",${JSON.stringify({ roomId: target.roomId, clientId: randomUUID(), body: 'flood' })}]`;
      }),
    ),

  'frames that are no commands': (target, count) =>
    overConnections(target, (each) => sendFor(each, 1, () => (count('frame'), '42[5]'))),

  'connections without a token': async ({ port }, count) => {
    await repeat(
      CONNECTIONS,
      10,
      () =>
        ParleyConnection.open(port, 'junk').then(
          () => 'let in',
          () => 'refused',
        ),
      count,
    );
  },
};
