import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * A user's connection to the server: an HTTP proxy, so that the address in the browser stays the address the server
 * knows. Unlike Playwright's `setOffline` it can cut open WebSockets, and drop only the answers.
 */
export class Network {
  private readonly proxy = createServer((asked, answer) => this.fetch(asked, answer));
  private readonly lines = new Set<Socket>();
  private readonly tunnels = new Set<Duplex>();
  private state: 'up' | 'down' | 'without answers' | 'without sockets' = 'up';

  private isNewer = false;

  private constructor() {
    this.proxy.on('connection', (line) => {
      if (this.state === 'down') line.destroy();
      else trackUntilClosed(this.lines, line);
    });
    // WebKitGTK asks for a WebSocket as for a page; the others ask for a tunnel.
    this.proxy.on('upgrade', (asked: IncomingMessage, line: Duplex) => this.upgrade(asked, line));
    this.proxy.on('connect', ({ url = '' }: IncomingMessage, line: Duplex) => this.tunnel(url, line));
  }

  static async open(): Promise<Network> {
    const network = new Network();
    await new Promise<void>((resolve) => network.proxy.listen(0, '127.0.0.1', resolve));
    return network;
  }

  /** The address of the proxy. */
  get address(): string {
    return `http://127.0.0.1:${(this.proxy.address() as AddressInfo).port}`;
  }

  /** Blocks everything, and breaks open connections. */
  cut(): void {
    this.state = 'down';
    for (const line of this.lines) line.destroy();
  }

  /** Requests still arrive; answers are dropped. After this only `cut` helps: the answers are lost for good. */
  loseAnswers(): void {
    this.state = 'without answers';
  }

  /** Pages load, WebSockets are refused: like the proxies of some companies. */
  refuseSockets(): void {
    this.state = 'without sockets';
    for (const tunnel of this.tunnels) tunnel.destroy();
  }

  /** Like after an upgrade of the server: the manifest of the service worker is another. */
  bringNewVersion(): void {
    this.isNewer = true;
  }

  restore(): void {
    this.state = 'up';
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.proxy.close(resolve));
  }

  private fetch(asked: IncomingMessage, answer: ServerResponse): void {
    const { method, headers, url = '' } = asked;
    const isRenewed = this.isNewer && new URL(url).pathname === '/ngsw.json';
    if (isRenewed) delete headers['accept-encoding'];
    const onward = request(url, { method, headers, agent: false }, (answered) => {
      if (this.state === 'without answers') {
        answered.destroy();
        return;
      }
      if (isRenewed) return void serveNewerManifest(answered, answer);
      answer.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(answer);
    });
    // The server is away: the client sees a broken connection, as without a proxy.
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  }

  private tunnel(to: string, line: Duplex): void {
    if (this.state === 'without sockets') {
      line.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    this.join(to, line, () => line.write('HTTP/1.1 200 OK\r\n\r\n'));
  }

  private upgrade({ method, url = '', rawHeaders }: IncomingMessage, line: Duplex): void {
    if (this.state === 'without sockets') {
      line.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const { host, pathname, search } = new URL(url);
    const headers = rawHeaders.flatMap((text, index) => (index % 2 ? [] : [`${text}: ${rawHeaders[index + 1]}\r\n`]));
    const onward = this.join(host, line, () =>
      onward.write(`${method} ${pathname}${search} HTTP/1.1\r\n${headers.join('')}\r\n`),
    );
  }

  private join(to: string, line: Duplex, onConnect: () => void): Socket {
    const { hostname, port } = new URL(`http://${to}`);
    const onward = connect(Number(port), hostname, onConnect);
    trackUntilClosed(this.tunnels, line);
    line.pipe(onward);
    onward.on('data', (part) => {
      if (this.state !== 'without answers') line.write(part);
    });
    for (const [end, other] of [[line, onward] as const, [onward, line] as const]) {
      end.on('error', () => other.destroy());
      end.on('close', () => other.destroy());
    }
    return onward;
  }
}

async function serveNewerManifest(old: IncomingMessage, answer: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of old) parts.push(part as Buffer);
  const list = JSON.parse(Buffer.concat(parts).toString()) as object;
  answer.writeHead(200, { 'content-type': 'application/json' });
  answer.end(JSON.stringify({ ...list, timestamp: Date.now() }));
}

function trackUntilClosed<T extends Duplex>(all: Set<T>, one: T): void {
  all.add(one);
  one.on('error', () => one.destroy());
  one.on('close', () => all.delete(one));
}
