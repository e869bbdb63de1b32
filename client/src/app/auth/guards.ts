import { inject } from '@angular/core';
import { toObservable } from '@angular/core/rxjs-interop';
import { type CanActivateFn, Router, type UrlTree } from '@angular/router';
import { filter, map, type Observable, take } from 'rxjs';
import { safePath } from '@api/shared/safe-path.ts';
import { isModeratorOrAdmin } from './roles.ts';
import { ServerInfo } from './server-info.ts';
import { Session } from './session.ts';

/** Decides as soon as it is known whether there is a session. */
function whenSessionKnown(
  decide: (session: Session, router: Router) => boolean | UrlTree,
): Observable<boolean | UrlTree> {
  const session = inject(Session);
  const router = inject(Router);
  return toObservable(session.phase).pipe(
    filter((phase) => phase === 'signed-in' || phase === 'signed-out'),
    take(1),
    map(() => decide(session, router)),
  );
}

const isSignedIn = (session: Session) => session.phase() === 'signed-in';

/** To the page, or to signing in and back to the page. */
export const signedInGuard: CanActivateFn = (_route, state) =>
  whenSessionKnown(
    (session, router) =>
      isSignedIn(session) || router.createUrlTree(['/sign-in'], { queryParams: nextPage(state.url) }),
  );

/** The first visitor of a new server sets it up. A server that does not answer shows its page all the same. */
export const emptyServerGuard: CanActivateFn = async ({ queryParams }) => {
  const router = inject(Router);
  const server = inject(ServerInfo);
  const info = await server.fetch().catch(() => null);
  // Nobody can register where passwords do not sign in, and what a provider has refused is told on the page.
  if (info?.signIn.password !== 'on' || 'problem' in queryParams) return true;
  if (!info.needsAdministrator || !['open', 'domains'].includes(info.registration)) return true;
  return router.createUrlTree(['/register'], { queryParams });
};

export const signedOutGuard: CanActivateFn = () =>
  whenSessionKnown((session, router) => !isSignedIn(session) || router.createUrlTree(['/rooms']));

/** Guests pass: they may register an account. */
export const noAccountGuard: CanActivateFn = () =>
  whenSessionKnown((session, router) => !isSignedIn(session) || session.isGuest() || router.createUrlTree(['/rooms']));

/** Where a provider's answer leads: on to the page that was asked for, with the session that it has begun. */
export const enteredGuard: CanActivateFn = ({ queryParams }) =>
  whenSessionKnown((session, router) => {
    if (!isSignedIn(session)) return router.createUrlTree(['/sign-in'], { queryParams: { problem: 'sign_in_failed' } });
    session.tellOtherTabs();
    return router.parseUrl(safeNext(queryParams['next'] as string | undefined));
  });

/** Links from mails may be opened with or without a session. */
export const sessionKnownGuard: CanActivateFn = () => whenSessionKnown(() => true);

/** An invitation link: signed-in readers join at once, others choose a guest name first. */
export const invitationGuard: CanActivateFn = ({ params }) =>
  whenSessionKnown((session, router) => {
    const code = String(params['code']);
    return isSignedIn(session) || router.createUrlTree(['/guest'], { queryParams: { code } });
  });

/** Signed-in readers do not become guests: they join at once. */
export const newGuestGuard: CanActivateFn = ({ queryParams }) =>
  whenSessionKnown((session, router) => {
    const code = queryParams['code'] as string | undefined;
    return !isSignedIn(session) || router.createUrlTree(code ? ['/join', code] : ['/rooms']);
  });

/** A guest has no password and a single session. */
export const memberGuard: CanActivateFn = () =>
  whenSessionKnown((session, router) => !session.isGuest() || router.createUrlTree(['/settings/profile']));

export const moderatorGuard: CanActivateFn = () =>
  whenSessionKnown((session, router) => isModeratorOrAdmin(session.me()?.role) || router.createUrlTree(['/rooms']));

export const administratorGuard: CanActivateFn = () =>
  whenSessionKnown((session, router) => session.me()?.role === 'admin' || router.createUrlTree(['/admin/people']));

const nextPage = (url: string) => (url === '/rooms' || url === '/' ? {} : { next: url });

/** Where to go after signing in: only a page of this site. */
export const safeNext = (next: string | null | undefined): string => safePath(next, location.origin, '/rooms');
