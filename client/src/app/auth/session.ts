import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import type {
  Credentials,
  EnterAsGuest,
  ForgotPassword,
  Login,
  Register,
  ResendCode,
  ResetPassword,
  VerifyEmail,
} from '@api/auth/auth.dto.ts';
import type { SessionEnd } from '@api/transport/transport.dto.ts';
import type { Me } from '@api/users/users.dto.ts';
import { Api } from '../api/api.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { clearStoredData, storeMe, storedMe } from './stored-identity.ts';
import { SharedTokenRenewal } from './shared-token-renewal.ts';

export type SessionPhase = 'starting' | 'unreachable' | 'signed-out' | 'signed-in';

/** Why somebody is on the sign-in page: each has its words there. */
export type SessionEndReason = SessionEnd | 'guest_over' | 'password_reset';

/** What somebody does in one tab and means for all; of other ends the server tells each. */
const DEEDS: SessionEndReason[] = ['logout', 'account_deleted'];
/** Where nobody wants to be taken back to. */
const FINAL: SessionEndReason[] = [...DEEDS, 'guest_over', 'password_reset'];

/** Renewed this long before it expires. */
const MARGIN = 60_000;
/** Between two tries to find the server when the page was opened without it. */
const RETRY = 5_000;
/** Tabs renew at slightly different times, so that the first one does it for all. */
const SPREAD = 10_000;

/** What tabs tell each other: of whom they show; that this person has ended the session; that somebody has signed in. */
type Told = { me: Me } | { over: SessionEndReason; userId: string } | { entered: string };

/** Whether there is a session to take up, as far as a script can see. */
export const hasSessionCookie = (): boolean => document.cookie.includes('XSRF-TOKEN=');

/** Who is signed in. The access token lives in memory only; the refresh token in a cookie no script can read. */
@Injectable({ providedIn: 'root' })
export class Session {
  private readonly api = inject(Api);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private renewing: Promise<void> | null = null;
  private readonly otherTabs = new BroadcastChannel('parley.me');
  private readonly shared = new SharedTokenRenewal(
    () => this.api.post<Login>('/auth/refresh'),
    (login) => this.isSamePerson(login.user) && this.begin(login),
  );

  readonly phase = signal<SessionPhase>('starting');
  readonly me = signal<Me | null>(null);
  readonly token = signal<string | null>(null);
  readonly isGuest = computed(() => this.me()?.role === 'guest');

  /** While a guest becomes a member, the end of the guest's session is no end. */
  private changing = false;
  private leaving = false;

  constructor() {
    this.otherTabs.onmessage = ({ data }: MessageEvent<Told>) => this.hear(data);
    inject(DestroyRef).onDestroy(() => {
      clearTimeout(this.timer);
      this.otherTabs.close();
      this.shared.close();
    });
  }

  /** Takes up the session of an earlier visit, if a cookie says there may be one. */
  async resume(): Promise<void> {
    if (!hasSessionCookie()) {
      clearStoredData();
      this.phase.set('signed-out');
      return;
    }
    clearTimeout(this.timer);
    if (this.phase() !== 'unreachable') this.phase.set('starting');
    try {
      await this.renew();
    } catch {
      if (this.resumeOffline()) return;
      this.phase.set('unreachable');
      this.timer = setTimeout(() => void this.resume(), RETRY);
    }
  }

  /** Whoever was here last may read on; the socket gets a token once the server is back. */
  private resumeOffline(): boolean {
    const me = storedMe();
    if (!me) return false;
    this.me.set(me);
    this.phase.set('signed-in');
    return true;
  }

  async signIn(credentials: Credentials): Promise<void> {
    this.enter(await this.api.post<Login>('/auth/login', credentials));
  }

  async enterAsGuest(guest: EnterAsGuest): Promise<void> {
    this.enter(await this.api.post<Login>('/auth/guest', guest));
  }

  /** A guest keeps who they are, by a token that must not have expired: without one they would be a stranger. */
  async register(registration: Register): Promise<void> {
    if (this.isGuest()) await this.renew();
    await this.api.post('/auth/register', registration);
  }

  /** `become`: a guest is a member now, and sees more than what this page holds. */
  async verifyEmail(verification: VerifyEmail): Promise<'begin' | 'become'> {
    const wasGuest = this.isGuest();
    this.changing = wasGuest;
    try {
      this.enter(await this.api.post<Login>('/auth/verify-email', verification));
    } catch (error) {
      this.changing = false;
      throw error;
    }
    return wasGuest ? 'become' : 'begin';
  }

  async forgotPassword(whose: ForgotPassword): Promise<void> {
    await this.api.post('/auth/forgot-password', whose);
  }

  async resetPassword(reset: ResetPassword): Promise<void> {
    await this.api.post('/auth/reset-password', reset);
  }

  async resendCode(to: ResendCode): Promise<void> {
    await this.api.post('/auth/resend-code', to);
  }

  /** Rejects when the server cannot be told: the cookie would sign in again. */
  async signOut(): Promise<void> {
    try {
      await this.api.post('/auth/logout');
    } catch (error) {
      if (!(error instanceof ApiProblem && error.status === 401)) throw error;
    }
    this.end('logout');
  }

  /** A fresh access token, once for all who ask. Signs out when the session is over; rejects when nobody answers. */
  renew(): Promise<void> {
    this.renewing ??= this.refresh().finally(() => (this.renewing = null));
    return this.renewing;
  }

  /**
   * Leaves for the sign-in page by loading it anew, so that nothing of this person stays in memory. What they
   * have written but not sent is kept under their id.
   */
  end(reason: SessionEndReason): void {
    const me = this.me();
    if (me && !this.leaving && DEEDS.includes(reason)) this.tell({ over: reason, userId: me.id });
    this.leave(reason);
  }

  private leave(reason: SessionEndReason): void {
    if (this.leaving || this.changing) return;
    this.leaving = true;
    clearTimeout(this.timer);
    const ended = this.isGuest() && reason !== 'logout' && reason !== 'account_deleted' ? 'guest_over' : reason;
    const next: Record<string, string> = FINAL.includes(ended) ? {} : { next: location.pathname };
    this.token.set(null);
    this.phase.set('signed-out');
    clearStoredData();
    location.assign(`/sign-in?${new URLSearchParams({ ended, ...next })}`);
  }

  /** A change that came from the server or from this person's own hand. */
  update(me: Me): void {
    this.me.set(me);
    storeMe(me);
    this.tell({ me });
  }

  private async refresh(): Promise<void> {
    const wasSignedIn = this.phase() === 'signed-in';
    try {
      const login = await this.shared.login();
      const me = this.me();
      if (me && me.id !== login.user.id) this.startAnew();
      else this.begin(login);
    } catch (error) {
      const over = error instanceof ApiProblem && (error.status === 401 || error.code === 'xsrf_token_mismatch');
      if (!over) throw error;
      if (wasSignedIn) this.end(error.code === 'refresh_reused' ? 'refresh_reused' : 'revoked');
      else {
        clearStoredData();
        this.phase.set('signed-out');
      }
    }
  }

  private tell(told: Told): void {
    this.otherTabs.postMessage(told);
  }

  private hear(told: Told): void {
    if ('me' in told) {
      if (this.isSamePerson(told.me)) this.me.set(told.me);
    } else if ('over' in told) {
      if (this.isSamePerson({ id: told.userId })) this.leave(told.over);
    } else if (this.phase() === 'signed-in' && told.entered !== this.me()?.id) this.startAnew();
  }

  /** Somebody else signed in in another tab: nothing of the first person may stay on this page. */
  private startAnew(): void {
    if (!this.leaving) location.assign('/rooms');
  }

  private isSamePerson({ id }: Pick<Me, 'id'>): boolean {
    return this.phase() === 'signed-in' && !this.leaving && id === this.me()?.id;
  }

  private enter(login: Login): void {
    this.begin(login);
    this.tell({ entered: login.user.id });
  }

  private begin(login: Login): void {
    this.token.set(login.accessToken);
    this.me.set(login.user);
    storeMe(login.user);
    this.phase.set('signed-in');
    clearTimeout(this.timer);
    const wait = Math.max(login.expiresIn * 1000 - MARGIN, login.expiresIn * 500);
    // A failure is repaired by the next 401 or by the socket's next handshake.
    this.timer = setTimeout(
      () => void this.renew().catch(() => undefined),
      wait - Math.random() * Math.min(SPREAD, wait / 2),
    );
  }
}
