import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a service answers to the next request. */
export interface ScriptedAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  body?: unknown;
  /** It takes the request and answers nothing. */
  isSilent?: boolean;
}

export interface CommandRequest {
  headers: IncomingHttpHeaders;
  /** As it came: signatures are of it. */
  body: string;
  form: Record<string, string>;
}

/** A service elsewhere that answers slash commands. */
export class CommandService {
  readonly requests: CommandRequest[] = [];
  /** For every request until another is given. */
  answer: ScriptedAnswer = {};
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        this.requests.push({ headers: request.headers, body, form: Object.fromEntries(new URLSearchParams(body)) });
        const { status = 200, headers = {}, body: answer = '', isSilent } = this.answer;
        if (isSilent) return;
        const isText = typeof answer === 'string';
        response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...headers });
        response.end(isText ? answer : JSON.stringify(answer));
      });
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/parley`;
  }

  /** The last request. */
  get last(): CommandRequest | undefined {
    return this.requests.at(-1);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
