import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import { safePath } from '../../shared/safe-path.ts';
import { ProofsRepository } from '../admission/proofs.repository.ts';
import { newToken, sha256 } from '../sessions/session-tokens.ts';
import type { ProviderPurpose } from './oidc.dto.ts';

const USUAL_PAGES: Record<ProviderPurpose, string> = {
  'sign-in': '/rooms',
  connect: '/settings/security',
  confirm: '/settings/security',
};

/** A way to a provider and back. */
export interface ProviderFlow {
  provider: string;
  purpose: ProviderPurpose;
  /** A path of this site. */
  next: string;
  /** Who has begun it, and in which session; null for signing in. */
  userId: string | null;
  sessionId: string | null;
}

/** What binds the provider's answer to the browser that asked: all of it follows from the secret in its cookie. */
export const flowParts = (secret: string) => {
  const part = (use: string) => createHmac('sha256', secret).update(use).digest('base64url');
  return { state: part('state'), nonce: part('nonce'), verifier: part('verifier') };
};

/** People on their way to a provider: for ten minutes, and for one answer. */
@Injectable()
export class ProviderFlows {
  constructor(
    private readonly proofs: ProofsRepository,
    private readonly config: Config,
  ) {}

  /**
   * @param next as it was asked for: anything but a path of this site becomes the usual page
   * @returns the secret for the cookie of the browser
   */
  async begin({ provider, purpose, userId, sessionId }: Omit<ProviderFlow, 'next'>, next?: string): Promise<string> {
    const secret = newToken();
    const path = safePath(next, this.config.publicUrl, USUAL_PAGES[purpose]);
    const data = { provider, purpose, next: path, ...(sessionId && { sessionId }) };
    await this.proofs.add({ kind: 'provider-flow', userId, hash: sha256(secret), data });
    return secret;
  }

  /** Takes it out, once; undefined for a secret that is unknown, used or expired. */
  async take(secret: string): Promise<ProviderFlow | undefined> {
    const taken = await this.proofs.takeByHash('provider-flow', sha256(secret));
    if (!taken) return undefined;
    const { provider = '', purpose, next = '', sessionId = null } = taken.data;
    return { provider, purpose: purpose as ProviderPurpose, next, userId: taken.userId, sessionId };
  }
}
