import { inject } from '@angular/core';
import { toObservable } from '@angular/core/rxjs-interop';
import { type CanActivateFn, Router } from '@angular/router';
import { filter, map, take } from 'rxjs';
import { Session } from './session.ts';

/** Waits until it is known who is there; then to the page, or to signing in and back to the page. */
export const signedIn: CanActivateFn = (_route, state) => {
  const session = inject(Session);
  const router = inject(Router);
  return toObservable(session.phase).pipe(
    filter((phase) => phase === 'signed-in' || phase === 'signed-out'),
    take(1),
    map((phase) => phase === 'signed-in' || router.createUrlTree(['/sign-in'], { queryParams: wanted(state.url) })),
  );
};

export const signedOut: CanActivateFn = () => {
  const session = inject(Session);
  const router = inject(Router);
  return toObservable(session.phase).pipe(
    filter((phase) => phase === 'signed-in' || phase === 'signed-out'),
    take(1),
    map((phase) => phase === 'signed-out' || router.createUrlTree(['/rooms'])),
  );
};

const wanted = (url: string) => (url === '/rooms' || url === '/' ? {} : { next: url });

/** Where to go after signing in: only a path of our own, never another site. */
export function safeNext(next: string | null | undefined): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/rooms';
}
