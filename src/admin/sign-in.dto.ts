import { ApiProperty } from '@nestjs/swagger';

/** The last time that a provider could not sign in, or its logout was refused. */
export class ProviderFailureView {
  at: string;
  /**
   * @example 'clock_skew'
   */
  code: string;
  /** In the provider's words, where it has said any. */
  detail: string;
}

/** How signing in through a provider goes. */
export class ProviderStatus {
  id: string;
  /** @example 'Keycloak' */
  name: string;
  /** Whether it has answered just now. */
  reachable: boolean;
  lastSuccessAt: string | null;
  lastFailure: ProviderFailureView | null;
  /** How far its clock is ahead; more than a minute is refused. Null before it has answered. */
  clockDifferenceSeconds: number | null;
  /** When it last ended sessions here. */
  lastLogoutAt: string | null;
}

/** How people sign in. */
export class SignInStatus {
  providers: ProviderStatus[];
  /** The share of people with a second factor, from 0 to 1, for each role that people have. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' }, example: { member: 0.4, admin: 1 } })
  factors: Record<string, number>;
}
