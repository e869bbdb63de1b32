import { type ClientRequest, type IncomingMessage, request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Destination, ResolvedAddress } from './destination.ts';
import { type OutboundAnswer, OutboundFailure } from './outbound-policy.ts';

export interface PinnedRequest {
  method: string;
  headers: Record<string, string>;
  body: string | Uint8Array | undefined;
  maxBytes: number;
  /** Of the whole request; its reason is the error of the request. */
  signal: AbortSignal;
  /** Called once the connection stands, TLS included. */
  onConnect: () => void;
}

/**
 * Sends one request to one of the addresses that were checked, with the name of the URL in `Host` and TLS, on a
 * connection of its own: no agent with its pools, proxies and cookies has a say.
 * @throws OutboundFailure `unreachable`, or the reason of the signal
 */
export function sendPinned({ url, addresses }: Destination, pinned: PinnedRequest): Promise<OutboundAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<OutboundAnswer>();
  const request = begin(url, {
    method: pinned.method,
    headers: pinned.headers,
    agent: false,
    lookup: lookupAmong(addresses),
    signal: pinned.signal,
  });
  const fail = (cause: Error) => reject(failureOf(url, cause, pinned.signal));
  request.on('socket', (socket) =>
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', pinned.onConnect),
  );
  request.on('error', fail);
  request.on('upgrade', (_, socket) => socket.destroy(new Error('it changes the protocol')));
  request.on('response', (response) => {
    read(response, pinned.maxBytes).then(({ body, isCut }) => {
      resolve({ status: response.statusCode ?? 0, headers: plain(response), body, isCut, url: url.href });
    }, fail);
  });
  request.end(pinned.body);
  return promise;
}

function begin(url: URL, options: RequestOptions): ClientRequest {
  return url.protocol === 'https:' ? httpsRequest(url, options) : httpRequest(url, options);
}

const lookupAmong =
  (addresses: ResolvedAddress[]): LookupFunction =>
  (_, { all }, callback) => {
    const [first] = addresses;
    if (all) callback(null, addresses);
    else callback(null, first?.address ?? '', first?.family);
  };

async function read(response: IncomingMessage, maxBytes: number): Promise<{ body: Buffer; isCut: boolean }> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    const room = maxBytes - bytes;
    parts.push(part.subarray(0, room));
    bytes += part.length;
    // Leaving the loop destroys the response, and the connection with it.
    if (bytes > maxBytes) return { body: Buffer.concat(parts), isCut: true };
  }
  return { body: Buffer.concat(parts), isCut: false };
}

const plain = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value = '']) => [name, String(value)]));

function failureOf({ host }: URL, cause: Error, { aborted, reason }: AbortSignal): Error {
  if (aborted && reason instanceof OutboundFailure) return reason;
  const { code, message } = cause as NodeJS.ErrnoException;
  return new OutboundFailure('unreachable', `${host} cannot be reached: ${code ?? message}`, { cause });
}
