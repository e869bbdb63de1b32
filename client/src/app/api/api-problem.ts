import { type HttpErrorResponse } from '@angular/common/http';
import type { FieldProblems, ProblemCode, ProblemDetails, ProblemExtension } from '@api/common/problem.ts';
import type { CommandError } from '@api/transport/transport.dto.ts';

/**
 * `unreachable`: there was no answer, so the request may have taken effect or not. `proxy_too_small`: something in front of
 * the server takes no request of this size.
 */
export type FailureCode = ProblemCode | 'unreachable' | 'proxy_too_small';

/** Of an answer that is not the server's own. */
export const codeWithoutDetails = (status: number): FailureCode => (status === 413 ? 'proxy_too_small' : 'unreachable');

/** A failed request or command, in a common form for REST and socket. */
export class ApiProblem extends Error {
  /** What some problems tell beside the common fields. */
  extension: ProblemExtension = {};

  constructor(
    readonly code: FailureCode,
    readonly status: number,
    message: string,
    readonly fields: FieldProblems = {},
    /** Seconds after which a retry makes sense. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }

  static fromHttp(error: HttpErrorResponse): ApiProblem {
    const details = error.error as Partial<ProblemDetails> | string | null;
    if (details && typeof details === 'object' && details.code) {
      const retryAfter = Number(error.headers.get('Retry-After')) || null;
      const problem = new ApiProblem(details.code, error.status, details.detail ?? '', details.fields, retryAfter);
      const { secondFactor, methods, draft } = details;
      problem.extension = {
        ...(secondFactor && { secondFactor }),
        ...(methods && { methods }),
        ...(draft && { draft }),
      };
      return problem;
    }
    // A proxy may answer for a server that cannot be reached.
    return new ApiProblem(codeWithoutDetails(error.status), error.status, error.message);
  }

  static fromCommand({ code, status, message, fields, retryAfter }: CommandError): ApiProblem {
    return new ApiProblem(code, status, message, fields, retryAfter ?? null);
  }

  static unreachable(message = 'No answer'): ApiProblem {
    return new ApiProblem('unreachable', 0, message);
  }
}
