import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { Server, type ServerOptions, type Socket } from 'socket.io';
import type { Config } from '../common/config.ts';
import { limits } from '../shared/limits.ts';
import { InFlightWork } from '../common/in-flight-work.ts';
import { type Callback, CommandDispatcher } from './command-dispatcher.ts';
import { ConnectionAdmission } from './connection-admission.ts';
import { rejectConnection } from './reject-connection.ts';

const PING_INTERVAL_MS = 20_000;
const PING_TIMEOUT_MS = 15_000;
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * The socket transport. Nest finds the handlers and runs the guard and the pipe; the commands of each socket are received
 * by its `CommandDispatcher`.
 */
export class SocketAdapter extends IoAdapter {
  private readonly dispatchers = new WeakMap<Socket, CommandDispatcher>();
  private readonly observed = new WeakSet<Socket>();
  private readonly admission: ConnectionAdmission;
  private readonly inFlight: InFlightWork;

  constructor(
    app: INestApplicationContext,
    private readonly config: Config,
  ) {
    super(app);
    this.admission = app.get(ConnectionAdmission);
    this.inFlight = app.get(InFlightWork);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const server = super.createIOServer(port, {
      ...options,
      transports: ['websocket'],
      serveClient: false,
      perMessageDeflate: false,
      maxHttpBufferSize: limits.socketPacket,
      pingInterval: PING_INTERVAL_MS,
      pingTimeout: PING_TIMEOUT_MS,
      connectTimeout: CONNECT_TIMEOUT_MS,
      // CORS does not cover WebSockets: a page of another origin must not use the session of a user. Programs send no
      // Origin.
      allowRequest: (request, decide) => {
        decide(null, this.config.allowsOrigin(request.headers.origin, request));
      },
      // Connection state recovery stays off: it would bring a member removed meanwhile back into the room.
    } as ServerOptions);
    server.use((socket, next) => this.admit(socket, next));
    server.on('connection', (socket) => this.dispatchers.set(socket, this.createDispatcher(socket)));
    return server;
  }

  override bindMessageHandlers(socket: Socket, handlers: { message: string; callback: Callback }[]): void {
    const dispatcher = this.dispatchers.get(socket);
    for (const { message, callback } of handlers) dispatcher?.commands.set(message, callback);
  }

  /** Nest calls it once for each gateway, and each callback reaches all gateways: the first is enough. */
  override bindClientDisconnect(socket: Socket, callback: (reason: string) => void): void {
    if (this.observed.has(socket)) return;
    this.observed.add(socket);
    socket.once('disconnect', callback);
  }

  private createDispatcher(socket: Socket): CommandDispatcher {
    return new CommandDispatcher(socket, this.addressOf(socket), {
      admission: this.admission,
      inFlight: this.inFlight,
      rateScale: this.config.env.RATE_LIMIT_SCALE,
    });
  }

  /** As Express does for REST: trusts `TRUST_PROXY_HOPS` proxies and no more. */
  private addressOf({ handshake }: Socket): string {
    const forwarded = handshake.headers['x-forwarded-for'];
    const hops = (typeof forwarded === 'string' ? forwarded.split(',') : []).map((hop) => hop.trim()).reverse();
    const addresses = [handshake.address, ...hops];
    return addresses[Math.min(this.config.env.TRUST_PROXY_HOPS, addresses.length - 1)] ?? handshake.address;
  }

  /** Before the handshake settles who connects. */
  private admit(socket: Socket, next: (error?: Error) => void): void {
    this.admission.admit(socket, this.addressOf(socket)).then(
      () => next(),
      (error: unknown) => next(rejectConnection(socket, error)),
    );
  }
}
