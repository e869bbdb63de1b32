import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';

const SCAN_TIMEOUT_MS = 30_000;
/** For an answer without work. */
const PING_TIMEOUT_MS = 2_000;

/**
 * Scans by clamd (INSTREAM): each chunk is preceded by its length in four bytes, and a length of zero ends the stream.
 * Only the exact answer `OK` counts as clean.
 * @returns whether the file is clean
 * @throws Error for anything else than a verdict: refused, too slow, too large, cut off
 */
export async function scan({ host, port }: { host: string; port: number }, file: Readable): Promise<boolean> {
  const socket = connect({ host, port });
  const timer = setTimeout(() => socket.destroy(new Error('The virus scanner takes too long')), SCAN_TIMEOUT_MS);
  try {
    const reply = read(socket);
    const [verdict] = await Promise.all([reply, send(socket, file)]);
    if (verdict === 'stream: OK') return true;
    if (verdict.startsWith('stream: ') && verdict.endsWith(' FOUND')) return false;
    throw new Error(`The virus scanner answered: ${verdict || 'nothing'}`);
  } finally {
    clearTimeout(timer);
    socket.destroy();
    file.destroy();
  }
}

/** @throws Error unless it answers */
export async function ping({ host, port }: { host: string; port: number }): Promise<void> {
  const socket = connect({ host, port });
  const timer = setTimeout(() => socket.destroy(new Error('The virus scanner takes too long')), PING_TIMEOUT_MS);
  try {
    const answer = read(socket);
    socket.write('zPING\0');
    const reply = await answer;
    if (reply !== 'PONG') throw new Error(`The virus scanner answered: ${reply || 'nothing'}`);
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

async function send(socket: Socket, file: Readable): Promise<void> {
  await write(socket, Buffer.from('zINSTREAM\0'));
  for await (const chunk of file as AsyncIterable<Buffer>) {
    await write(socket, lengthOf(chunk.length));
    await write(socket, chunk);
  }
  await write(socket, lengthOf(0));
}

async function write(socket: Socket, bytes: Buffer): Promise<void> {
  if (socket.destroyed) throw new Error('The virus scanner hung up');
  if (!socket.write(bytes)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
}

function lengthOf(length: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  return bytes;
}

async function read(socket: Socket): Promise<string> {
  let answer = '';
  for await (const chunk of socket as AsyncIterable<Buffer>) answer += chunk.toString('utf8');
  return answer.replace(/\0/g, '').trim();
}
