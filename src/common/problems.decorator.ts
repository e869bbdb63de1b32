import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { Problem, type ProblemCode, problems } from './problem.ts';

const REF = { $ref: '#/components/schemas/ProblemDetails' };

/** The documented response for some codes of a status. */
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

/** Documents the error codes of a route, in addition to those of every route (see `docs/openapi.ts`). */
export function Problems(...codes: ProblemCode[]): MethodDecorator {
  const byStatus = Map.groupBy(codes, (code) => problems[code][0]);
  return applyDecorators(...[...byStatus].map(([status, codes]) => ApiResponse({ status, ...problemResponse(codes) })));
}
