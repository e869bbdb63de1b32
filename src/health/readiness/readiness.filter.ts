import { Catch } from '@nestjs/common';
import { ProblemFilter } from '../../common/problem.filter.ts';

/** Answers a probe as any request; `ReadinessLog` writes why. */
@Catch()
export class ReadinessFilter extends ProblemFilter {
  protected override log(): void {}
}
