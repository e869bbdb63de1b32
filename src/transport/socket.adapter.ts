import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { Server, type ServerOptions, type Socket } from 'socket.io';
import type { Config } from '../common/config.ts';
import { forwardedAddress } from '../common/http/client-address.ts';
import { inContext } from '../common/observability/request-context.ts';
import { InFlightWork } from '../common/in-flight-work.ts';
import { limits } from '../shared/limits.ts';
import { BackPressure } from './back-pressure.ts';
import { CommandDecoder } from './command-decoder.ts';
import { type Callback, CommandDispatcher, type DispatcherDependencies } from './command-dispatcher.ts';
import { CommandRates } from './command-rates.ts';
import { ConnectionAdmission } from './connection-admission.ts';
import { guarded } from './guarded.ts';
import { beginHandshake, rejectConnection } from './handshake.ts';
import { limitPackets } from './packet-limit.ts';
import type { ParleySocket } from './realtime.service.ts';
import { RejectedOrigins } from './rejected-origins.ts';
import { RefusalLimit } from './refusal-limit.ts';
import { TextPacketEncoder } from './text-packet-encoder.ts';

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
  private readonly shared: DispatcherDependencies;
  private readonly rejectedOrigins: RejectedOrigins;

  constructor(
    app: INestApplicationContext,
    private readonly config: Config,
  ) {
    super(app);
    this.rejectedOrigins = new RejectedOrigins(config.publicUrl);
    this.shared = {
      admission: app.get(ConnectionAdmission),
      inFlight: app.get(InFlightWork),
      rates: app.get(CommandRates),
      refusals: app.get(RefusalLimit),
      backPressure: app.get(BackPressure),
    };
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const server = super.createIOServer(port, {
      ...options,
      transports: ['websocket'],
      serveClient: false,
      perMessageDeflate: false,
      maxHttpBufferSize: limits.socketPacket,
      parser: { Encoder: TextPacketEncoder, Decoder: CommandDecoder },
      pingInterval: PING_INTERVAL_MS,
      pingTimeout: PING_TIMEOUT_MS,
      connectTimeout: CONNECT_TIMEOUT_MS,
      // CORS does not cover WebSockets: a page of another origin must not use the session of a user. Programs send no
      // Origin.
      allowRequest: (request, decide) => {
        const { origin } = request.headers;
        const allowed = this.config.allowsOrigin(origin, request);
        if (!allowed) this.rejectedOrigins.note(origin);
        decide(null, allowed);
      },
      // Connection state recovery stays off: it would bring a member removed meanwhile back into the room.
    } as ServerOptions);
    limitPackets(server, this.config.env.RATE_LIMIT_SCALE);
    server.use((socket, next) => this.admit(socket, next));
    server.on('connection', (socket: ParleySocket) => guarded(socket, () => this.receiveFrom(socket))());
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
    socket.once('disconnect', guarded(socket, callback));
  }

  private receiveFrom(socket: ParleySocket): void {
    this.dispatchers.set(socket, new CommandDispatcher(socket, this.addressOf(socket), this.shared));
    // A connection without a socket would keep its place until the client closes it.
    socket.once('disconnect', () => socket.conn.close());
  }

  /** As for REST. */
  private addressOf({ handshake, conn }: Socket): string {
    const forwardedFor = handshake.headers['x-forwarded-for'];
    return forwardedAddress(conn.remoteAddress, forwardedFor, this.config.env.TRUST_PROXY_HOPS);
  }

  /** Before the handshake settles who connects. */
  private admit(socket: Socket, next: (error?: Error) => void): void {
    const ip = this.addressOf(socket);
    const admitted = async () => {
      beginHandshake(socket);
      await this.shared.admission.admit(socket, ip);
    };
    admitted().then(
      () => inContext({ requestId: randomUUID(), ip }, next),
      (error: unknown) => next(rejectConnection(socket, error)),
    );
  }
}
