import { HttpErrorResponse, type HttpInterceptorFn, type HttpRequest } from '@angular/common/http';
import { inject } from '@angular/core';
import type { ProblemDetails } from '@api/common/problem.ts';
import { catchError, from, switchMap, throwError } from 'rxjs';
import { API } from '../api/api.ts';
import { Texts } from '../i18n/texts.ts';
import { Session } from './session.ts';

const REGISTER = `${API}/auth/register`;
const PUBLIC_URLS = [
  'verify-email',
  'resend-code',
  'login',
  'second-factor',
  'second-factor/setup',
  'second-factor/setup/options',
  'passkey',
  'passkey/options',
  'refresh',
  'logout',
  'guest',
  'forgot-password',
  'reset-password',
  'undo-email-change',
  'let-in',
].map((it) => `${API}/auth/${it}`);

/** Begun with a session, where there is one: it connects a provider, or confirms that it is the reader. */
const PROVIDER_START = new RegExp(`^${API}/auth/oidc/[^/]+/start$`);

/** What a link leads to is told without an identity. */
const LOOKUPS = [`${API}/rooms/lookup/`, `${API}/invitations/lookup/`];

/** Requests bypass the service worker: it caches the app, not what the server answers. */
const BYPASS_SERVICE_WORKER = { 'ngsw-bypass': 'true' };

/** The server writes mails in the language of the page. */
const headers = (): Record<string, string> => ({
  ...BYPASS_SERVICE_WORKER,
  'Accept-Language': inject(Texts).language(),
});

/** Adds the access token; where there is none yet, or it has expired, it is renewed first, once for each request. */
export const authInterceptor: HttpInterceptorFn = (original, next) => {
  const request = original.clone({ setHeaders: headers() });
  const session = inject(Session);
  const send = () => next(withToken(request, session.token()));
  const renewAndSend = () => from(session.renew()).pipe(switchMap(send));
  if (PUBLIC_URLS.includes(request.url) || LOOKUPS.some((start) => request.url.startsWith(start))) return next(request);
  // Public, but with a token a guest keeps the account when registering, and members are told more of the server.
  if (request.url === REGISTER || request.url === `${API}/server`) return send();
  if (PROVIDER_START.test(request.url) && session.phase() === 'signed-out') return next(request);
  // The page is about to be left: no more requests.
  if (session.phase() === 'signed-out')
    return throwError(() => new HttpErrorResponse({ status: 401, url: request.url }));
  // While reading without a network there is no token: the server would only refuse, and the page show an error.
  if (!session.token()) return renewAndSend();
  return send().pipe(catchError((error: unknown) => (isExpiry(error) ? renewAndSend() : throwError(() => error))));
};

function withToken(request: HttpRequest<unknown>, token: string | null): HttpRequest<unknown> {
  return token ? request.clone({ setHeaders: { Authorization: `Bearer ${token}` } }) : request;
}

function isExpiry(error: unknown): boolean {
  if (!(error instanceof HttpErrorResponse) || error.status !== 401) return false;
  const code = (error.error as Partial<ProblemDetails> | null)?.code;
  // A session that has ended has no fresh token either: asking for it signs out.
  return code === 'token_expired' || code === 'unauthenticated' || code === 'session_ended';
}
