import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import type {} from 'pino-http'; // declares request.id
import { type CommandControl, CONTROL_ARGUMENT } from './command-control.ts';
import { isUnavailability, unavailabilityReason } from './database/database-unavailable.ts';
import { metrics } from './observability/metrics.ts';
import { Problem, type ProblemCode } from './problem.ts';

const BY_STATUS: Record<number, ProblemCode> = {
  400: 'invalid_input',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'body_too_large',
  429: 'too_many_requests',
  503: 'unavailable',
};

/**
 * PostgreSQL's data exceptions: a number out of range, a text that is no time, a time out of range, NUL in a text, no
 * number or UUID, a lone surrogate in JSON. Fields are checked before; this is for what no check has foreseen.
 */
const NOT_STORABLE = new Set(['22003', '22007', '22008', '22021', '22P02', '22P05']);

/** Any error as a Problem; an unexpected error becomes `internal_error`, and its text is only logged. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code, type } = Object(error) as { code?: string; type?: string };
  if (type === 'entity.parse.failed' || type === 'encoding.unsupported' || type === 'charset.unsupported')
    return new Problem('malformed_body');
  if (type === 'entity.too.large') return new Problem('body_too_large');
  if (isUnavailability(error)) return new Problem('unavailable', undefined, undefined, 1);
  if (code && NOT_STORABLE.has(code))
    return new Problem('invalid_input', 'It holds a value that cannot be stored or looked up');
  const status = error instanceof HttpException ? error.getStatus() : (Object(error) as { status?: unknown }).status;
  const known = typeof status === 'number' ? BY_STATUS[status] : undefined;
  if (known) return new Problem(known, error instanceof HttpException ? error.message : undefined);
  return new Problem('internal_error');
}

/** The global filter. For REST it writes the response; for a socket command it calls the command's `refuse`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  protected readonly logger = new Logger('Problem');

  catch(error: unknown, host: ArgumentsHost): void {
    const problem = asProblem(error);
    if (problem.status >= 500) this.log(problem, error);
    if (host.getType() === 'ws') return host.getArgByIndex<CommandControl>(CONTROL_ARGUMENT).refuse(problem);

    metrics.rejections.inc({ transport: 'rest', code: problem.code });
    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    if (response.headersSent) return void response.destroy();
    const requestId = http.getRequest<Request>().id as string; // given by main.ts
    if (problem.retryAfter) response.setHeader('Retry-After', Math.ceil(problem.retryAfter));
    const { scope } = problem.extension ?? {};
    // RFC 6750, 3.
    if (scope) response.setHeader('WWW-Authenticate', `Bearer scope="${scope}", error="${problem.code}"`);
    response
      .status(problem.status)
      .type('application/problem+json')
      .send(JSON.stringify(problem.details(requestId)));
  }

  /** With the stack only what nobody foresaw. */
  protected log(problem: Problem, error: unknown): void {
    if (problem.code === 'internal_error') return this.logger.error(error);
    if (error === problem || !isUnavailability(error)) return this.logger.warn(`${problem.code}: ${problem.message}`);
    // The statement without its values: one that waits too long is found by it.
    const { query } = Object(error) as { query?: unknown };
    const reason = `${problem.code}: the database ${unavailabilityReason(error)}`;
    if (typeof query === 'string') this.logger.warn({ query }, reason);
    else this.logger.warn(reason);
  }
}
