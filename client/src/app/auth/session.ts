import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import type {
  Credentials,
  EnterAsGuest,
  ForgotPassword,
  Login,
  Register,
  Registered,
  ResendCode,
  ResetPassword,
  UndoEmailChange,
  VerifyEmail,
} from '@api/auth/auth.dto.ts';
import type {
  GiveSecondFactor,
  LoginWithRecoveryCodes,
  SetUpSecondFactor,
  TotpSetup,
} from '@api/auth/second-factor/second-factor.dto.ts';
import type { ProviderPage } from '@api/auth/providers/oidc.dto.ts';
import type { SessionEnd } from '@api/transport/transport.dto.ts';
import type { LetIn } from '@api/auth/let-in/let-in.dto.ts';
import type { Me } from '@api/users/users.dto.ts';
import { Api } from '../api/api.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { clearStoredData, storeMe, storedMe } from './stored-identity.ts';
import { SharedTokenRenewal } from './shared-token-renewal.ts';

export type SessionPhase = 'starting' | 'unreachable' | 'signed-out' | 'signed-in';

/** Why a session ended; the sign-in page has a text for each. */
export type SessionEndReason = SessionEnd | 'guest_over' | 'password_reset';

/**
 * Ends by the reader's own action, which this tab passes on to the others; of all other ends the server informs each
 * tab.
 */
const OWN_ACTIONS: SessionEndReason[] = ['logout', 'account_deleted'];
/** Ends after which signing in does not lead back to the same page. */
const FINAL_REASONS: SessionEndReason[] = [...OWN_ACTIONS, 'guest_over', 'password_reset'];

/** The access token is renewed so long before it expires. */
const RENEWAL_MARGIN_MS = 60_000;
/** Time between two attempts to reach the server when the page was opened without it. */
const RESUME_RETRY_MS = 5_000;
/** The address that was registered in this browser last. */
const REGISTERED_KEY = 'parley.registered';
/** Tabs renew at slightly different times, so that the first tab renews for all. */
const RENEWAL_SPREAD_MS = 10_000;

/**
 * Messages between tabs: the newest profile of the account; that this account has ended its session; that an account
 * has signed in. The same shape in every build of the client.
 */
type SessionMessage = { me: Me } | { over: SessionEndReason; userId: string } | { entered: string };

/** Whether a sign-in goes on at another page, with a second factor. */
const hasSecondStep = (error: unknown): boolean =>
  error instanceof ApiProblem && error.code.startsWith('second_factor_');

/** Whether there may be a session to resume, as far as a script can see. */
export const hasSessionCookie = (): boolean => document.cookie.includes('XSRF-TOKEN=');

/**
 * The signed-in account. The access token lives in memory only, the refresh token in a cookie that no script can read.
 */
@Injectable({ providedIn: 'root' })
export class Session {
  private readonly api = inject(Api);
  private renewalTimer: ReturnType<typeof setTimeout> | undefined;
  private renewing: Promise<void> | null = null;
  private readonly otherTabs = new BroadcastChannel('parley.me');
  private readonly shared = new SharedTokenRenewal(
    () => this.api.post<Login>('/auth/refresh'),
    (login) => this.isSameAccount(login.user) && this.applyLogin(login),
  );

  readonly phase = signal<SessionPhase>('starting');
  readonly me = signal<Me | null>(null);
  readonly token = signal<string | null>(null);
  readonly isGuest = computed(() => this.me()?.role === 'guest');

  /** While a guest becomes a member, the end of the guest's session does not sign out. */
  private isBecomingMember = false;
  /** The socket hears of the end before the request is answered: leaving at once would abort it, and keep its cookies. */
  private isSigningOut = false;
  private isLeaving = false;

  constructor() {
    this.otherTabs.onmessage = ({ data }: MessageEvent<SessionMessage>) => this.receive(data);
    inject(DestroyRef).onDestroy(() => {
      clearTimeout(this.renewalTimer);
      this.otherTabs.close();
      this.shared.close();
    });
  }

  /** Resumes the session of an earlier visit, if a cookie suggests that there may be such a session. */
  async resume(): Promise<void> {
    if (!hasSessionCookie()) {
      clearStoredData();
      this.phase.set('signed-out');
      return;
    }
    clearTimeout(this.renewalTimer);
    if (this.phase() !== 'unreachable') this.phase.set('starting');
    try {
      await this.renew();
    } catch {
      if (this.resumeOffline()) return;
      this.phase.set('unreachable');
      this.renewalTimer = setTimeout(() => void this.resume(), RESUME_RETRY_MS);
    }
  }

  /** The account that was signed in last may read on; the socket gets a token once the server is back. */
  private resumeOffline(): boolean {
    const me = storedMe();
    if (!me) return false;
    this.me.set(me);
    this.phase.set('signed-in');
    return true;
  }

  async signIn(credentials: Credentials): Promise<void> {
    this.start(await this.api.post<Login>('/auth/login', credentials));
  }

  /** The second step, where `signIn` was refused with a ticket. */
  async giveSecondFactor(factor: GiveSecondFactor): Promise<void> {
    this.start(await this.api.post<Login>('/auth/second-factor', factor));
  }

  /** The secret for an app, where `signIn` was refused because a second factor must be set up. */
  beginSecondFactorSetup(ticket: string): Promise<TotpSetup> {
    return this.api.post<TotpSetup>('/auth/second-factor/setup/options', { ticket, method: 'totp' });
  }

  /** @returns the recovery codes, which are shown once */
  async setUpSecondFactor(factor: SetUpSecondFactor): Promise<string[]> {
    const login = await this.api.post<LoginWithRecoveryCodes>('/auth/second-factor/setup', factor);
    this.start(login);
    return login.recoveryCodes;
  }

  /** Signs in by a link of the operator. */
  async letIn(link: LetIn): Promise<void> {
    this.start(await this.api.post<Login>('/auth/let-in', link));
  }

  /** Takes the session of a sign-in. */
  start(login: Login): void {
    this.applyLogin(login);
    this.broadcast({ entered: login.user.id });
  }

  /** That this account has signed in, where the server has begun the session by itself. */
  tellOtherTabs(): void {
    const me = this.me();
    if (me) this.broadcast({ entered: me.id });
  }

  async enterAsGuest(guest: EnterAsGuest): Promise<void> {
    this.start(await this.api.post<Login>('/auth/guest', guest));
  }

  /** A guest keeps the account by sending a token that has not expired: without it a second account would be made. */
  async register(registration: Register): Promise<void> {
    if (this.isGuest()) await this.renew();
    await this.api.post('/auth/register', registration);
    localStorage.setItem(REGISTERED_KEY, registration.email.toLowerCase());
  }

  /**
   * With an invitation that was mailed the account exists at once, and is signed in. `become`: a guest is a member now;
   * `verify`: the address is still to be confirmed by a code.
   */
  async registerInvited(registration: Register): Promise<'begin' | 'become' | 'verify'> {
    const wasGuest = this.isGuest();
    if (wasGuest) await this.renew();
    this.isBecomingMember = wasGuest;
    try {
      const { login } = await this.api.post<Registered>('/auth/register', registration);
      if (login) this.start(login);
      else {
        this.isBecomingMember = false;
        localStorage.setItem(REGISTERED_KEY, registration.email.toLowerCase());
        return 'verify';
      }
    } catch (error) {
      this.isBecomingMember = wasGuest && hasSecondStep(error);
      throw error;
    }
    return wasGuest ? 'become' : 'begin';
  }

  /** Whether this browser has the secret of the registration, in a cookie: elsewhere its password is asked for. */
  hasRegistered(email: string): boolean {
    return localStorage.getItem(REGISTERED_KEY) === email.trim().toLowerCase();
  }

  /** `become`: a guest is a member now, and may read more than what this page holds. */
  async verifyEmail(verification: VerifyEmail): Promise<'begin' | 'become'> {
    const wasGuest = this.isGuest();
    this.isBecomingMember = wasGuest;
    try {
      this.start(await this.api.post<Login>('/auth/verify-email', verification));
      localStorage.removeItem(REGISTERED_KEY);
    } catch (error) {
      this.isBecomingMember = wasGuest && hasSecondStep(error);
      throw error;
    }
    return wasGuest ? 'become' : 'begin';
  }

  async forgotPassword(request: ForgotPassword): Promise<void> {
    await this.api.post('/auth/forgot-password', request);
  }

  async resetPassword(reset: ResetPassword): Promise<void> {
    await this.api.post('/auth/reset-password', reset);
  }

  async undoEmailChange(request: UndoEmailChange): Promise<void> {
    await this.api.post('/auth/undo-email-change', request);
  }

  async resendCode(request: ResendCode): Promise<void> {
    await this.api.post('/auth/resend-code', request);
  }

  /**
   * Rejects when the server cannot be reached: the cookie would sign in again.
   * @param everywhere whether to sign out at the provider, too, where the session began at one
   */
  async signOut(everywhere = false): Promise<void> {
    this.isSigningOut = true;
    let page: ProviderPage | null = null;
    try {
      page = await this.api.post<ProviderPage | null>('/auth/logout', everywhere ? { everywhere } : undefined);
    } catch (error) {
      if (!(error instanceof ApiProblem && error.status === 401)) throw error;
    } finally {
      this.isSigningOut = false;
    }
    this.end('logout', page?.url);
  }

  /**
   * Fetches a fresh access token, once for concurrent callers. Signs out when the session is over; rejects without an
   * answer.
   */
  renew(): Promise<void> {
    this.renewing ??= this.refresh().finally(() => (this.renewing = null));
    return this.renewing;
  }

  /**
   * Leaves for the sign-in page by loading it anew, so that nothing of this account stays in memory. Messages that were
   * written but not sent stay on the device under the account's id.
   */
  end(reason: SessionEndReason, address?: string): void {
    const me = this.me();
    if (me && !this.isLeaving && OWN_ACTIONS.includes(reason)) this.broadcast({ over: reason, userId: me.id });
    this.leave(reason, address);
  }

  /** @param address of another page than the one for signing in */
  private leave(reason: SessionEndReason, address?: string): void {
    if (this.isLeaving || this.isBecomingMember || this.isSigningOut) return;
    this.isLeaving = true;
    clearTimeout(this.renewalTimer);
    const ended = this.isGuest() && reason !== 'logout' && reason !== 'account_deleted' ? 'guest_over' : reason;
    const next: Record<string, string> = FINAL_REASONS.includes(ended) ? {} : { next: location.pathname };
    this.token.set(null);
    this.phase.set('signed-out');
    clearStoredData({ drafts: FINAL_REASONS.includes(ended) });
    location.assign(address ?? `/sign-in?${new URLSearchParams({ ended, ...next })}`);
  }

  /** Takes a newer profile, from the server or from the reader's own change. */
  update(me: Me): void {
    this.me.set(me);
    storeMe(me);
    this.broadcast({ me });
  }

  /** Reads the account again; the known one stays without an answer. */
  async reload(): Promise<void> {
    try {
      const me = await this.api.get<Me>('/users/me');
      if (this.isSameAccount(me)) this.update(me);
    } catch {
      // The next `sync` brings it.
    }
  }

  private async refresh(): Promise<void> {
    const wasSignedIn = this.phase() === 'signed-in';
    try {
      const login = await this.shared.login();
      const me = this.me();
      if (me && me.id !== login.user.id) this.reloadForOtherAccount();
      else this.applyLogin(login);
    } catch (error) {
      const isOver = error instanceof ApiProblem && (error.status === 401 || error.code === 'xsrf_token_mismatch');
      if (!isOver) throw error;
      if (wasSignedIn) this.end(error.code === 'refresh_reused' ? 'refresh_reused' : 'revoked');
      else {
        clearStoredData();
        this.phase.set('signed-out');
      }
    }
  }

  private broadcast(message: SessionMessage): void {
    this.otherTabs.postMessage(message);
  }

  private receive(message: SessionMessage): void {
    if ('me' in message) {
      if (this.isSameAccount(message.me)) this.me.set(message.me);
    } else if ('over' in message) {
      if (this.isSameAccount({ id: message.userId })) this.leave(message.over);
    } else if (this.phase() === 'signed-in' && message.entered !== this.me()?.id) this.reloadForOtherAccount();
  }

  /** Another account signed in in another tab: nothing of the first account may stay on this page. */
  private reloadForOtherAccount(): void {
    if (!this.isLeaving) location.assign('/rooms');
  }

  private isSameAccount({ id }: Pick<Me, 'id'>): boolean {
    return this.phase() === 'signed-in' && !this.isLeaving && id === this.me()?.id;
  }

  private applyLogin(login: Login): void {
    this.token.set(login.accessToken);
    this.me.set(login.user);
    storeMe(login.user);
    this.phase.set('signed-in');
    clearTimeout(this.renewalTimer);
    const wait = Math.max(login.expiresIn * 1000 - RENEWAL_MARGIN_MS, login.expiresIn * 500);
    // A failed renewal is repeated by the next 401 or by the socket's next handshake.
    this.renewalTimer = setTimeout(
      () => void this.renew().catch(() => undefined),
      wait - Math.random() * Math.min(RENEWAL_SPREAD_MS, wait / 2),
    );
  }
}
