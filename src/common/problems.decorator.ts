import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { Problem, type ProblemCode, problems } from './problem.ts';

const REF = { $ref: '#/components/schemas/ProblemDetails' };

/** The documented answer for some codes of one status. */
export const problemResponse = (codes: readonly ProblemCode[]) => ({
  description: codes.map((code) => `\`${code}\`: ${problems[code][1]}`).join('  \n'),
  content: {
    'application/problem+json': {
      schema: REF,
      examples: Object.fromEntries(
        codes.map((code) => [code, { value: new Problem(code).details('0198c5a2-7c1e-4b52-9d2e-6f1f3f6f2b0a') }]),
      ),
    },
  },
});

/** Documents what a route may refuse with, beyond what every route may (see `docs/openapi.ts`). */
export function Problems(...codes: ProblemCode[]): MethodDecorator {
  const byStatus = Map.groupBy(codes, (code) => problems[code][0]);
  return applyDecorators(...[...byStatus].map(([status, codes]) => ApiResponse({ status, ...problemResponse(codes) })));
}
