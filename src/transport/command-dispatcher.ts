import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Span } from '@opentelemetry/api';
import { isObservable, lastValueFrom } from 'rxjs';
import type { CommandControl } from '../common/command-control.ts';
import { metrics } from '../common/observability/metrics.ts';
import { Problem } from '../common/problem.ts';
import { asProblem } from '../common/problem.filter.ts';
import { inContext } from '../common/observability/request-context.ts';
import { inSpan } from '../common/observability/tracing.ts';
import type { InFlightWork } from '../common/in-flight-work.ts';
import type { BackPressure } from './back-pressure.ts';
import { TOO_LARGE } from './command-decoder.ts';
import type { CommandRates } from './command-rates.ts';
import type { ConnectionAdmission } from './connection-admission.ts';
import { endAfter } from './guarded.ts';
import type { RefusalLimit } from './refusal-limit.ts';
import type { Ack } from './events.ts';
import type { ParleySocket } from './realtime.service.ts';
import type { CommandError } from './transport.dto.ts';
import { CommandQueue } from './command-queue.ts';

/** A command as Nest has wired it: guard, pipe and gateway in a single function. */
export type Callback = (data: unknown, control: CommandControl) => unknown;

/** The dependencies that the dispatchers of all sockets share. */
export interface DispatcherDependencies {
  admission: ConnectionAdmission;
  inFlight: InFlightWork;
  rates: CommandRates;
  refusals: RefusalLimit;
  backPressure: BackPressure;
}

const logger = new Logger('Command');
const MAX_SHOWN_NAME_LENGTH = 64;
/** Commands with large answers, refused until the last answer was read. */
const LARGE_ANSWERS: ReadonlySet<string> = new Set(['sync']);
const READ_FIRST_SECONDS = 1;

/**
 * Dispatches the commands of a socket. Each is acknowledged exactly once, in order (Nest itself never acknowledges when
 * a handler throws or returns undefined, and runs the commands of a socket concurrently).
 */
export class CommandDispatcher {
  readonly commands = new Map<string, Callback>();
  private readonly queue = new CommandQueue();

  constructor(
    private readonly socket: ParleySocket,
    private readonly ip: string,
    private readonly shared: DispatcherDependencies,
  ) {
    // No listeners of single events: ten thousand sockets would each have two dozen of them.
    socket.use((event: unknown[]) => this.receive(event));
  }

  /** Socket.IO calls it from `process.nextTick`: an error thrown here would end the process, not only this connection. */
  private receive(event: unknown[]): void {
    try {
      const received = unpack(this.socket, event);
      this.dispatch({ ...received, answer: (result) => this.answer(received, result) });
    } catch (error) {
      endAfter(this.socket, error);
    }
  }

  private answer({ answer }: Received, result: Ack<unknown>): void {
    answer(result);
    const { userId } = this.socket.data.caller;
    if (result.ok || !this.socket.connected || !this.shared.refusals.exceeds(userId, result.error.code)) return;
    this.shared.refusals.penalise(userId);
    metrics.socketTerminations.inc({ reason: 'refusals' });
    logger.warn(`${this.socket.id} is terminated: too many of its commands were refused`);
    // After this answer.
    setImmediate(() => this.socket.disconnect(true));
  }

  private dispatch({ name, data, answer }: Received): void {
    try {
      this.shared.admission.assertServing();
      const wait = this.shared.rates.take(this.socket.data.caller.userId, name);
      if (wait) throw new Problem('too_many_requests', undefined, undefined, wait);
      const callback = this.commands.get(name);
      if (!callback) throw new Problem('unknown_command');
      if (data === TOO_LARGE) throw new Problem('invalid_input', `The command ${name} is larger than any of its kind`);
      const done = this.run(name, data, callback, answer)
        .catch((failure: unknown) => {
          logger.error(failure);
          answer(refusal(new Problem('internal_error')));
        })
        .catch((failure: unknown) => endAfter(this.socket, failure));
      void this.shared.inFlight.track(done);
    } catch (error) {
      answer(refusal(asProblem(error)));
    }
  }

  private run(command: string, data: unknown, callback: Callback, answer: Answer): Promise<void> {
    const answered = metrics.commands.startTimer({ command });
    const work = async (allowNext: () => void, span?: Span) => {
      const result = this.mayRun(command)
        ? await acknowledgement(callback, data, allowNext)
        : refusal(new Problem('too_many_requests', 'Read the last answer first', undefined, READ_FIRST_SECONDS));
      answer(result);
      answered();
      logResult(command, result);
      if (!result.ok) span?.setAttribute('parley.code', result.error.code);
      span?.end();
    };
    return this.queue.run(subjectOf(command, data), command, (allowNext) => {
      const requestId = randomUUID();
      const traced = () => inSpan(command, { 'parley.request_id': requestId }, (span) => work(allowNext, span));
      return inContext({ requestId, ip: this.ip }, traced);
    });
  }

  /** Checked when the command runs: the answers to earlier commands may be unread. */
  private mayRun(command: string): boolean {
    return !LARGE_ANSWERS.has(command) || this.shared.backPressure.hasRead(this.socket);
  }
}

type Answer = (result: Ack<unknown>) => void;

interface Received {
  name: string;
  data: unknown;
  answer: Answer;
}

/**
 * Name, payload and the way to answer: the acknowledgement, or for a client that wants none an event if it fails. The
 * parser lets a number be the name and lets it be missing; neither is the name of a command.
 */
function unpack(socket: ParleySocket, event: unknown[]): Received {
  const last = event.at(-1);
  const ack = typeof last === 'function' ? (last as Answer) : undefined;
  const [first, ...payload] = ack ? event.slice(0, -1) : event;
  const name = typeof first === 'string' ? first : '';
  const shownName = typeof first === 'number' ? String(first) : name;
  const answer = (result: Ack<unknown>) => {
    if (ack) ack(result);
    else if (!result.ok)
      socket.emit('command_refused', { command: shownName.slice(0, MAX_SHOWN_NAME_LENGTH), error: result.error });
  };
  // Several arguments stay an array: no command takes an array, so validation refuses it.
  return { name, data: payload.length > 1 ? payload : payload[0], answer };
}

/** Runs a command through Nest: the result of its handler, or the refusal of the guard, the pipe or a service. */
async function acknowledgement(callback: Callback, data: unknown, allowNext: () => void): Promise<Ack<unknown>> {
  let refused: Problem | undefined;
  try {
    const result = await callback(data, { refuse: (problem) => (refused = problem), allowNext });
    const answer: unknown = isObservable(result) ? await lastValueFrom(result, { defaultValue: undefined }) : result;
    return refused ? refusal(refused) : { ok: true, data: answer ?? null };
  } catch (error) {
    return refusal(asProblem(error));
  }
}

function refusal(problem: Problem): Ack<never> {
  metrics.rejections.inc({ transport: 'socket', code: problem.code });
  return { ok: false, error: commandError(problem) };
}

function commandError(problem: Problem): CommandError {
  const { code, status, message, retryAfter, fields } = problem;
  const retryable = status >= 500 || status === 429;
  return { code, status, message, retryable, ...(retryAfter && { retryAfter }), ...(fields && { fields }) };
}

function logResult(command: string, result: Ack<unknown>): void {
  const { id } = Object(result.ok ? result.data : undefined) as { id?: string };
  logger.debug({ command, ...(result.ok ? { id } : { code: result.error.code }) });
}

/** The subject of a command: commands about the same subject run in sequence, and others do not wait for them. */
function subjectOf(command: string, data: unknown): string {
  const { roomId, messageId } = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  if (typeof roomId === 'string') return roomId;
  return typeof messageId === 'string' ? messageId : command;
}
