import { inject } from '@angular/core';
import { toObservable } from '@angular/core/rxjs-interop';
import { type CanActivateFn, Router, type UrlTree } from '@angular/router';
import { filter, map, type Observable, take } from 'rxjs';
import { isModeratorOrAdmin } from './roles.ts';
import { Session } from './session.ts';

/** Waits until it is known who is there. */
function once(decide: (session: Session, router: Router) => boolean | UrlTree): Observable<boolean | UrlTree> {
  const session = inject(Session);
  const router = inject(Router);
  return toObservable(session.phase).pipe(
    filter((phase) => phase === 'signed-in' || phase === 'signed-out'),
    take(1),
    map(() => decide(session, router)),
  );
}

const isIn = (session: Session) => session.phase() === 'signed-in';

/** To the page, or to signing in and back to the page. */
export const signedInGuard: CanActivateFn = (_route, state) =>
  once((session, router) => isIn(session) || router.createUrlTree(['/sign-in'], { queryParams: wanted(state.url) }));

export const signedOutGuard: CanActivateFn = () =>
  once((session, router) => !isIn(session) || router.createUrlTree(['/rooms']));

/** Guests too may get themselves an account. */
export const noAccountGuard: CanActivateFn = () =>
  once((session, router) => !isIn(session) || session.isGuest() || router.createUrlTree(['/rooms']));

/** Links from mails are opened by whoever reads them. */
export const sessionKnownGuard: CanActivateFn = () => once(() => true);

/** An invitation: straight to joining, or by way of a name. */
export const invitationGuard: CanActivateFn = ({ params }) =>
  once((session, router) => {
    const code = String(params['code']);
    return isIn(session) || router.createUrlTree(['/guest'], { queryParams: { code } });
  });

/** Who is somebody already need not become a guest. */
export const newGuestGuard: CanActivateFn = ({ queryParams }) =>
  once((session, router) => {
    const code = queryParams['code'] as string | undefined;
    return !isIn(session) || router.createUrlTree(code ? ['/join', code] : ['/rooms']);
  });

/** A guest has no password and one session. */
export const memberGuard: CanActivateFn = () =>
  once((session, router) => !session.isGuest() || router.createUrlTree(['/settings/profile']));

export const moderatorGuard: CanActivateFn = () =>
  once((session, router) => isModeratorOrAdmin(session.me()?.role) || router.createUrlTree(['/rooms']));

export const administratorGuard: CanActivateFn = () =>
  once((session, router) => session.me()?.role === 'admin' || router.createUrlTree(['/admin/people']));

const wanted = (url: string) => (url === '/rooms' || url === '/' ? {} : { next: url });

/** Where to go after signing in: only a path of our own, never another site. */
export function safeNext(next: string | null | undefined): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/rooms';
}
