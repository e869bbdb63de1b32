import type { ActivatedRoute, Router } from '@angular/router';
import type { SecondFactorMethod } from '@api/common/problem.ts';
import { ApiProblem } from '../../api/api-problem.ts';

const METHODS = ['passkey', 'totp', 'recovery'] as const;
const PAGES: Record<string, string> = {
  second_factor_required: '/sign-in/second-factor',
  second_factor_setup_required: '/sign-in/second-factor/setup',
};

/** Of the second step, in the fragment of its address; empty without one. */
export const ticketOf = ({ snapshot }: ActivatedRoute): string =>
  new URLSearchParams(snapshot.fragment ?? '').get('ticket') ?? '';

/** By what the second step can be done, in the order to offer it; an older address does not say it. */
export const methodsOf = ({ snapshot }: ActivatedRoute): SecondFactorMethod[] => {
  const named = new URLSearchParams(snapshot.fragment ?? '').get('methods')?.split(',') ?? [];
  const known = METHODS.filter((method) => named.includes(method));
  return known.length ? known : ['totp', 'recovery'];
};

/**
 * A sign-in that was right so far: leads to the page of what is missing. False for any other error.
 * @param wasGuest the session of the guest has ended with it, so the page is loaded anew
 */
export async function goToSecondStep(
  router: Router,
  error: unknown,
  next: string | undefined,
  wasGuest = false,
): Promise<boolean> {
  if (!(error instanceof ApiProblem)) return false;
  const page = PAGES[error.code];
  const challenge = error.extension.secondFactor;
  if (!page || !challenge) return false;
  const fragment = `ticket=${challenge.ticket}&methods=${challenge.methods.join(',')}`;
  if (!wasGuest) return router.navigate([page], { queryParams: { next }, fragment });
  location.assign(router.serializeUrl(router.createUrlTree([page], { queryParams: { next }, fragment })));
  return true;
}
