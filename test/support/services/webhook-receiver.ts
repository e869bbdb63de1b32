import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a receiver of events got. */
export interface ReceivedRequest {
  id: string;
  /** Seconds since 1970, of the try. */
  timestamp: number;
  /** The value of `webhook-signature`. */
  signature: string;
  headers: IncomingHttpHeaders;
  path: string;
  body: string;
  /** How it was answered. */
  status: number;
}

export interface ReceivedEvent {
  type: string;
  timestamp: string;
  data: {
    roomId: string;
    revision: number;
    message?: { id: string; seq: number; body: string; author: { id: string } | null; [field: string]: unknown };
    notice?: { event: string; userId: string };
    [field: string]: unknown;
  };
}

export interface ReceiverReply {
  status: number;
  headers?: Record<string, string>;
  /** Called in place of an answer. */
  act?: (response: ServerResponse) => void;
}

/** A server on this machine to which subscriptions send their events. */
export class WebhookReceiver {
  /** Every try, in the order of arrival. */
  readonly requests: ReceivedRequest[] = [];
  reply: (request: ReceivedRequest) => ReceiverReply | Promise<ReceiverReply> = () => ({ status: 204 });
  private server: Server | undefined;
  private port = 0;

  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    await receiver.open();
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/events`;
  }

  /** Takes requests, at the same address as before. */
  async open(): Promise<void> {
    const server = createServer((request, response) => void this.take(request, response));
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** From now on nothing listens there. */
  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  /** The requests that were taken, those of one room alone if one is given. */
  taken(roomId?: string): (ReceivedRequest & { event: ReceivedEvent })[] {
    return this.requests
      .filter(({ status }) => status >= 200 && status < 300)
      .map((request) => ({ ...request, event: JSON.parse(request.body) as ReceivedEvent }))
      .filter(({ event }) => roomId === undefined || event.data.roomId === roomId);
  }

  /** What was taken of a room: types with the words of messages, or the events of notices. */
  told(roomId: string): string[] {
    return this.taken(roomId).map(({ event: { type, data } }) =>
      [type, data.notice?.event ?? data.message?.body ?? ''].join(' ').trim(),
    );
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    try {
      for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    } catch {
      return; // cut by `close`
    }
    const received = {
      id: String(request.headers['webhook-id']),
      timestamp: Number(request.headers['webhook-timestamp']),
      signature: String(request.headers['webhook-signature']),
      headers: request.headers,
      path: request.url ?? '',
      body: Buffer.concat(parts).toString(),
      status: 0,
    };
    this.requests.push(received);
    const { status, headers, act } = await this.reply(received);
    if (act) {
      act(response);
      return;
    }
    received.status = status;
    response.writeHead(status, headers).end();
  }
}

const TOLERANCE_SECONDS = 5 * 60;

/**
 * Whether a receiver that follows Standard Webhooks 1.0.0 believes a request.
 * @param now seconds since 1970
 */
export function believes(
  secret: string,
  { id, timestamp, signature, body }: Pick<ReceivedRequest, 'id' | 'timestamp' | 'signature' | 'body'>,
  now = Date.now() / 1_000,
): boolean {
  if (!id || !Number.isInteger(timestamp) || Math.abs(now - timestamp) > TOLERANCE_SECONDS) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const right = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
  return signature.split(' ').some((part) => {
    const [version, value = ''] = part.split(/,(.*)/s);
    const given = Buffer.from(value, 'base64');
    return version === 'v1' && given.length === right.length && timingSafeEqual(given, right);
  });
}
