import { randomUUID } from 'node:crypto';
import { type INestApplicationContext, Logger } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { lastValueFrom, type Observable } from 'rxjs';
import { Server, type ServerOptions, type Socket } from 'socket.io';
import type { Config } from '../common/config.ts';
import { limits } from '../common/limits.ts';
import { Problem } from '../common/problem.ts';
import { metrics } from '../common/metrics.ts';
import { inContext } from '../common/request-context.ts';
import { asProblem } from '../common/problem.filter.ts';
import { Unfinished } from '../common/unfinished.ts';
import { takeCommand } from './command-rates.ts';
import { Doorkeeper } from './doorkeeper.ts';
import type { Ack } from './events.ts';
import type { CommandError } from './realtime.dto.ts';
import { turnAway } from './turn-away.ts';

type Handler = { message: string; callback: (data: unknown, refuse: (problem: Problem) => void) => unknown };
type Transform = (answer: unknown) => Observable<unknown>;

/**
 * The socket door. Nest finds the handler, runs the guard and the pipe; this class makes sure that every command is
 * acknowledged exactly once, in order, whatever happens (Nest by itself answers nothing when a handler throws or
 * returns nothing, and runs the commands of one socket all at once).
 */
export class SocketAdapter extends IoAdapter {
  private readonly commandLog = new Logger('Command');
  private readonly commands = new Set<string>();
  private readonly unfinished: Unfinished;
  private readonly doorkeeper: Doorkeeper;

  constructor(
    app: INestApplicationContext,
    private readonly config: Config,
  ) {
    super(app);
    this.unfinished = app.get(Unfinished);
    this.doorkeeper = app.get(Doorkeeper);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const server = super.createIOServer(port, {
      ...options,
      transports: ['websocket'],
      serveClient: false,
      perMessageDeflate: false,
      maxHttpBufferSize: limits.socketPacket,
      pingInterval: 20_000,
      pingTimeout: 15_000,
      connectTimeout: 5_000,
      // CORS does not cover WebSockets: a page of another origin must not ride on anything of ours. Programs send no Origin.
      allowRequest: (request, decide) => {
        const { origin } = request.headers;
        decide(null, origin === undefined || this.config.origins.includes(origin));
      },
      // Connection state recovery stays off: it would bring a member removed meanwhile back into the room.
    } as ServerOptions);
    server.use((socket, next) => this.admit(socket, next));
    server.on('connection', (socket) => this.refuseAtTheDoor(socket));
    return server;
  }

  override bindMessageHandlers(socket: Socket, handlers: Handler[], transform: Transform): void {
    for (const { message, callback } of handlers) {
      this.commands.add(message);
      socket.on(message, (...args: unknown[]) => {
        const { data, answer } = unpack(socket, message, args);
        const context = { requestId: randomUUID(), ip: this.addressOf(socket) };
        const answered = metrics.commands.startTimer({ command: message });
        const run = async (): Promise<void> => {
          const result = await acknowledgement(callback, data, transform);
          answer(result);
          answered();
          this.note(message, result);
        };
        void this.unfinished.during(inTurn(socket, lane(message, data), () => inContext(context, run)));
      });
    }
  }

  private note(command: string, result: Ack<unknown>): void {
    const { id } = Object(result.ok ? result.data : undefined) as { id?: string };
    this.commandLog.debug({ command, ...(result.ok ? { id } : { code: result.error.code }) });
  }

  /** As Express does it for REST: as many proxies are believed as stand in front of us, and no more. */
  private addressOf({ handshake }: Socket): string {
    const forwarded = handshake.headers['x-forwarded-for'];
    const hops = (typeof forwarded === 'string' ? forwarded.split(',') : []).map((hop) => hop.trim()).reverse();
    const addresses = [handshake.address, ...hops];
    return addresses[Math.min(this.config.env.TRUST_PROXY_HOPS, addresses.length - 1)] ?? handshake.address;
  }

  /** Before it is looked at who it is. */
  private admit(socket: Socket, next: (error?: Error) => void): void {
    try {
      this.doorkeeper.admit(socket, this.addressOf(socket));
      next();
    } catch (error) {
      next(turnAway(socket, error));
    }
  }

  private refuseAtTheDoor(socket: Socket): void {
    socket.use(([name, ...args], next) => {
      try {
        this.doorkeeper.insist();
        const wait = takeCommand(socket, name, this.config.env.RATE_LIMIT_SCALE);
        if (wait) throw new Problem('too_many_requests', undefined, undefined, wait);
        if (!this.commands.has(name)) throw new Problem('unknown_command');
        next();
      } catch (error) {
        refuse(socket, name, args, asProblem(error));
      }
    });
  }
}

function refuse(socket: Socket, command: string, args: unknown[], problem: Problem): void {
  unpack(socket, command, args).answer(refusal(problem));
}

/** The payload and the way to answer: the acknowledgement, or for a client that wants none an event if it fails. */
function unpack(socket: Socket, command: string, args: unknown[]) {
  const last = args.at(-1);
  const ack = typeof last === 'function' ? (last as (answer: Ack<unknown>) => void) : undefined;
  const payload = ack ? args.slice(0, -1) : args;
  const answer = (result: Ack<unknown>) => {
    if (ack) ack(result);
    else if (!result.ok) socket.emit('command_refused', { command: command.slice(0, 64), error: result.error });
  };
  // Several arguments stay an array: no command takes one, so validation refuses it.
  return { data: payload.length > 1 ? payload : payload[0], answer };
}

/** Runs a command through Nest: what its handler returned, or why it was refused by the guard, the pipe or a service. */
async function acknowledgement(
  callback: Handler['callback'],
  data: unknown,
  transform: Transform,
): Promise<Ack<unknown>> {
  let refused: Problem | undefined;
  try {
    const result = transform(callback(data, (problem) => (refused = problem)));
    const answer: unknown = await lastValueFrom(result, { defaultValue: undefined });
    return refused ? refusal(refused) : { ok: true, data: answer ?? null };
  } catch (error) {
    return refusal(asProblem(error));
  }
}

function refusal(problem: Problem): Ack<never> {
  metrics.refusals.inc({ door: 'socket', code: problem.code });
  return { ok: false, error: commandError(problem) };
}

function commandError(problem: Problem): CommandError {
  const { code, status, message, retryAfter, fields } = problem;
  const retryable = status >= 500 || status === 429;
  return { code, status, message, retryable, ...(retryAfter && { retryAfter }), ...(fields && { fields }) };
}

/** Commands about one thing run one after another, as the client sent them; others do not wait for them. */
function lane(command: string, data: unknown): string {
  const { roomId, messageId } = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  if (typeof roomId === 'string') return roomId;
  return typeof messageId === 'string' ? messageId : command;
}

const lanes = new WeakMap<Socket, Map<string, Promise<void>>>();

function inTurn(socket: Socket, name: string, work: () => Promise<void>): Promise<void> {
  const queue = lanes.get(socket) ?? new Map<string, Promise<void>>();
  lanes.set(socket, queue);
  const turn = (queue.get(name) ?? Promise.resolve()).then(work).then(() => {
    if (queue.get(name) === turn) queue.delete(name);
  });
  queue.set(name, turn);
  return turn;
}
