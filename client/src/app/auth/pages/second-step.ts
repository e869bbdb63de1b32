import type { ActivatedRoute, Router } from '@angular/router';
import { ApiProblem } from '../../api/api-problem.ts';

const PAGES: Record<string, string> = {
  second_factor_required: '/sign-in/second-factor',
  second_factor_setup_required: '/sign-in/second-factor/setup',
};

/** Of the second step, in the fragment of its address; empty without one. */
export const ticketOf = ({ snapshot }: ActivatedRoute): string =>
  new URLSearchParams(snapshot.fragment ?? '').get('ticket') ?? '';

/** A sign-in that was right so far: leads to the page of what is missing. False for any other error. */
export async function goToSecondStep(router: Router, error: unknown, next: string | undefined): Promise<boolean> {
  if (!(error instanceof ApiProblem)) return false;
  const page = PAGES[error.code];
  const ticket = error.extension.secondFactor?.ticket;
  if (!page || !ticket) return false;
  return router.navigate([page], { queryParams: { next }, fragment: `ticket=${ticket}` });
}
