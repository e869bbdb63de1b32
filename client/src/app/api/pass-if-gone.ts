import { ApiProblem } from './api-problem.ts';

/** For what was to be ended and has ended meanwhile. */
export function passIfGone(error: unknown): void {
  if (!(error instanceof ApiProblem && error.code === 'not_found')) throw error;
}
