import type { ProblemDetails } from '@api/common/problem.ts';
import type { DetailedError } from 'tus-js-client';
import { ApiProblem, codeWithoutDetails } from '../api/api-problem.ts';

/** The error of the tus client as an `ApiProblem`. */
export function problemOfTusError(error: Error | DetailedError): ApiProblem {
  const response = 'originalResponse' in error ? error.originalResponse : null;
  if (!response) return ApiProblem.unreachable(error.message);
  const { code, detail, fields } = detailsIn(response.getBody());
  const retryAfter = Number(response.getHeader('Retry-After')) || null;
  return new ApiProblem(
    code ?? codeWithoutDetails(response.getStatus()),
    response.getStatus(),
    detail ?? '',
    fields,
    retryAfter,
  );
}

/** Empty for a body that is not JSON, as of a proxy. */
function detailsIn(body: string): Partial<ProblemDetails> {
  try {
    return JSON.parse(body) as Partial<ProblemDetails>;
  } catch {
    return {};
  }
}
