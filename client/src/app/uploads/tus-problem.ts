import type { ProblemDetails } from '@api/common/problem.ts';
import type { DetailedError } from 'tus-js-client';
import { ApiProblem } from '../api/api-problem.ts';

/** What the tus client was told, in the form of everything else that goes wrong. */
export function problemOfTusError(error: Error | DetailedError): ApiProblem {
  const response = 'originalResponse' in error ? error.originalResponse : null;
  if (!response) return ApiProblem.unreachable(error.message);
  const { code, detail, fields } = detailsIn(response.getBody());
  const retryAfter = Number(response.getHeader('Retry-After')) || null;
  return new ApiProblem(code ?? 'unreachable', response.getStatus(), detail ?? '', fields, retryAfter);
}

/** A proxy in front answers with whatever it likes. */
function detailsIn(body: string): Partial<ProblemDetails> {
  try {
    return JSON.parse(body) as Partial<ProblemDetails>;
  } catch {
    return {};
  }
}
