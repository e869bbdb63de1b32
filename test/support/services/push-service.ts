import { createDecipheriv, createECDH, createHmac, createPublicKey, type ECDH, randomBytes, verify } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a browser has subscribed with, as `PushSubscription.toJSON()` gives it. */
export interface SubscriptionJson {
  endpoint: string;
  expirationTime: null;
  keys: { p256dh: string; auth: string };
}

/** The payload of a push. */
export interface PushedPayload {
  web_push: number;
  notification: {
    title: string;
    body: string;
    tag: string;
    lang: string;
    navigate: string;
    app_badge: string;
    data: { roomId?: string; messageId?: string; seq?: number; token: string };
  };
  badge: number;
  read: string[];
}

/** A push that the service has taken, as the browser of its subscription reads it. */
export interface ReceivedPush {
  id: string;
  headers: IncomingHttpHeaders;
  bytes: number;
  paddedBytes: number;
  payload: PushedPayload;
  at: number;
}

export interface FakeAnswer {
  status: number;
  headers?: Record<string, string>;
  /** Answers nothing and cuts the connection. */
  cut?: boolean;
}

interface Subscription {
  pair: ECDH;
  auth: Buffer;
}

/** A push service on this machine, and the browsers that have subscribed to it. */
export class FakePushService {
  readonly received: ReceivedPush[] = [];
  /** Every request, also those that were refused. */
  readonly requests: { id: string; status: number; at: number }[] = [];
  /** Signatures that were wrong. */
  readonly wrong: string[] = [];
  answer: (id: string, bytes: number) => FakeAnswer = () => ({ status: 201 });
  private readonly subscriptions = new Map<string, Subscription>();

  private constructor(private readonly server: Server) {}

  static async start(port = 0): Promise<FakePushService> {
    const server = createServer();
    const service = new FakePushService(server);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const id = (request.url ?? '').slice('/push/'.length);
        const body = Buffer.concat(parts);
        const { status, headers, cut } = service.take(id, request.headers, body);
        if (cut) request.socket.destroy();
        else response.writeHead(status, headers).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return service;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  subscribe(): SubscriptionJson & { id: string } {
    const id = randomBytes(12).toString('base64url');
    const pair = createECDH('prime256v1');
    pair.generateKeys();
    const auth = randomBytes(16);
    this.subscriptions.set(id, { pair, auth });
    const keys = { p256dh: pair.getPublicKey().toString('base64url'), auth: auth.toString('base64url') };
    return { id, endpoint: `${this.origin}/push/${id}`, expirationTime: null, keys };
  }

  unsubscribe(id: string): void {
    this.subscriptions.delete(id);
  }

  of(id: string): ReceivedPush[] {
    return this.received.filter((push) => push.id === id);
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private take(id: string, headers: IncomingHttpHeaders, body: Buffer): FakeAnswer {
    const subscription = this.subscriptions.get(id);
    const answer = subscription ? this.answer(id, body.length) : { status: 410 };
    this.requests.push({ id, status: answer.cut ? 0 : answer.status, at: Date.now() });
    if (!subscription || answer.cut || answer.status > 299) return answer;
    this.checkSignature(headers.authorization ?? '');
    const padded = decrypted(body, subscription);
    const text = padded.subarray(0, padded.lastIndexOf(2)).toString();
    const payload = JSON.parse(text) as PushedPayload;
    this.received.push({ id, headers, bytes: body.length, paddedBytes: padded.length, payload, at: Date.now() });
    return answer;
  }

  /** RFC 8292. */
  private checkSignature(authorization: string): void {
    const [, token = '', key = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization) ?? [];
    const point = Buffer.from(key, 'base64url');
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
    const [header = '', claims = '', signature = ''] = token.split('.');
    const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
    const isRight = verify(
      'sha256',
      Buffer.from(`${header}.${claims}`),
      { key: publicKey, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    const { aud, exp, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
    const hours = (Number(exp) - Date.now() / 1_000) / 3_600;
    if (!isRight || aud !== this.origin || !(hours > 0 && hours <= 24) || !/^https:/.test(String(sub)))
      this.wrong.push(token);
  }
}

/** RFC 8291, with arithmetic of its own. */
function decrypted(push: Buffer, { pair, auth }: Subscription): Buffer {
  const mac = (key: Buffer, data: Buffer) => createHmac('sha256', key).update(data).digest();
  const sender = push.subarray(21, 86);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), pair.getPublicKey(), sender, Buffer.of(1)]);
  const key = mac(push.subarray(0, 16), mac(mac(auth, pair.computeSecret(sender)), info));
  const derive = (purpose: string, length: number) =>
    mac(key, Buffer.from(`Content-Encoding: ${purpose}\0\u0001`)).subarray(0, length);
  const cipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12));
  cipher.setAuthTag(push.subarray(-16));
  return Buffer.concat([cipher.update(push.subarray(86, -16)), cipher.final()]);
}
