import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import { Problem } from '../../common/problem.ts';
import type { Role } from '../../shared/roles.ts';
import { isFactorRequired } from '../../shared/second-factor.policy.ts';

/** What `SECOND_FACTOR` says of this server. */
@Injectable()
export class SecondFactorPolicy {
  constructor(private readonly config: Config) {}

  /** Whether people may set up a second factor. */
  get isOffered(): boolean {
    return this.config.env.SECOND_FACTOR !== 'off';
  }

  isRequired(role: Role): boolean {
    return isFactorRequired(this.config.env.SECOND_FACTOR, role);
  }

  /** @throws Problem `forbidden` */
  assertOffered(): void {
    if (!this.isOffered) throw new Problem('forbidden', 'Second factors are switched off on this server');
  }

  /** @throws Problem `last_way_in` for a person who would be let in no more */
  assertMayRemove(role: Role): void {
    if (this.isRequired(role)) throw new Problem('last_way_in');
  }
}
