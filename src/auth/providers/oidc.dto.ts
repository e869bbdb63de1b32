import { IsIn, IsString, MaxLength } from 'class-validator';
import { OptionalNotNull } from '../../common/validation/validation.ts';

export const PROVIDER_PURPOSES = ['sign-in', 'connect', 'confirm'] as const;
export type ProviderPurpose = (typeof PROVIDER_PURPOSES)[number];

export class StartAtProvider {
  /**
   * The page to go to afterwards; anything but a path of this site counts as left out.
   * @example '/rooms'
   */
  @OptionalNotNull()
  @IsString()
  @MaxLength(2000)
  next?: string;

  /**
   * `sign-in` unless given. The others need a session: `connect` adds the provider to the account, and asks for a fresh
   * proof first; `confirm` is such a proof, by signing in anew at a provider that is connected.
   */
  @OptionalNotNull()
  @IsIn(PROVIDER_PURPOSES)
  purpose?: ProviderPurpose;
}

/** The page of the provider to open next. */
export class ProviderPage {
  url: string;
}
