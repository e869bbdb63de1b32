import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What becomes of a message that is sent: the connection ends before the server has it, after the server has stored it, or
 * within the answer; or the server is busy.
 */
export type Interruption = 'before' | 'after' | 'within' | 'busy';

/** Stands before a server and loses connections, as networks do. */
export interface UnreliableProxy {
  url: string;
  /** For the next messages that are sent through it, one each. */
  interruptions: Interruption[];
  /** While it is set every connection ends at once. */
  isDown: boolean;
  /** Messages that were sent through it so far, with all repeats. */
  sends: number;
  /** Requests that it has refused while it was down. */
  refused: number;
  close(): Promise<void>;
}

export async function startUnreliableProxy(target: string): Promise<UnreliableProxy> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      forward(proxy, target, request, Buffer.concat(chunks), response).catch(() => request.socket.destroy());
    });
  });
  const proxy: UnreliableProxy = {
    url: '',
    interruptions: [],
    isDown: false,
    sends: 0,
    refused: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}

async function forward(
  proxy: UnreliableProxy,
  target: string,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  if (proxy.isDown) {
    proxy.refused++;
    request.socket.destroy();
    return;
  }
  const { method = 'GET', url = '/', headers } = request;
  const isSend = method === 'POST' && url.endsWith('/messages');
  const interruption = isSend ? proxy.interruptions.shift() : undefined;
  if (isSend) proxy.sends++;
  if (interruption === 'before') {
    request.socket.destroy();
    return;
  }
  if (interruption === 'busy') {
    response.writeHead(503, { 'retry-after': '1' }).end('busy');
    return;
  }
  const { authorization = '', 'content-type': type = '' } = headers;
  const answer = await fetch(target + url, {
    method,
    headers: { ...(authorization && { authorization }), ...(type && { 'content-type': type }) },
    ...(body.length && { body: new Uint8Array(body) }),
  });
  const content = Buffer.from(await answer.arrayBuffer());
  if (interruption === 'after') {
    request.socket.destroy();
    return;
  }
  response.writeHead(answer.status, {
    'content-type': answer.headers.get('content-type') ?? '',
    'content-length': content.length,
  });
  if (interruption === 'within') response.write(content.subarray(0, 10), () => request.socket.destroy());
  else response.end(content);
}
