import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { lastValueFrom } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { Texts } from '../i18n/texts.ts';
import { authInterceptor } from './auth-interceptor.ts';
import { Session, type SessionPhase } from './session.ts';

const ROOMS = '/api/v1/rooms';
const EXPIRED = { status: 401, statusText: 'Unauthorized' };
const token = signal<string | null>(null);
const phase = signal<SessionPhase>('signed-in');
let renewals = 0;
let server: HttpTestingController;

beforeEach(() => {
  token.set('old');
  phase.set('signed-in');
  renewals = 0;
  const renew = async () => {
    await Promise.resolve();
    token.set(`fresh ${++renewals}`);
  };
  TestBed.configureTestingModule({
    providers: [
      provideHttpClient(withInterceptors([authInterceptor])),
      provideHttpClientTesting(),
      { provide: Session, useValue: { token, phase, renew } },
      { provide: Texts, useValue: { language: () => 'en' } },
    ],
  });
  server = TestBed.inject(HttpTestingController);
});

const ask = (path: string) => lastValueFrom(TestBed.inject(HttpClient).get(path));
const asked = async (path = ROOMS) => {
  await new Promise((resolve) => setTimeout(resolve));
  return server.expectOne(path);
};
const authorization = ({ request }: Awaited<ReturnType<typeof asked>>) => request.headers.get('Authorization');

it('sends the token', async () => {
  const answer = ask(ROOMS);
  const request = await asked();
  expect(authorization(request)).toBe('Bearer old');
  request.flush({ items: [] });
  expect(await answer).toEqual({ items: [] });
  expect(renewals).toBe(0);
});

it('fetches a token before any other request, where there is none', async () => {
  token.set(null);
  const answer = ask(ROOMS);
  const request = await asked();
  expect(authorization(request)).toBe('Bearer fresh 1');
  request.flush({ items: [] });
  expect(await answer).toEqual({ items: [] });
});

it('sends no request after signing out', async () => {
  token.set(null);
  phase.set('signed-out');
  await expect(ask(ROOMS)).rejects.toMatchObject({ status: 401 });
  server.expectNone(ROOMS);
  expect(renewals).toBe(0);
});

it('repeats a request once with a fresh token when the old one has expired', async () => {
  const answer = ask(ROOMS);
  (await asked()).flush({ code: 'token_expired' }, EXPIRED);
  const second = await asked();
  expect(authorization(second)).toBe('Bearer fresh 1');
  second.flush({ code: 'token_expired' }, EXPIRED);
  await expect(answer).rejects.toMatchObject({ status: 401 });
  expect(renewals).toBe(1);
});

it('sends public requests without a token', async () => {
  token.set(null);
  const answer = ask('/api/v1/server');
  const request = await asked('/api/v1/server');
  expect(authorization(request)).toBeNull();
  request.flush({});
  await answer;
  expect(renewals).toBe(0);
});
