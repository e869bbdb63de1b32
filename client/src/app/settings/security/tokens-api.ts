import { inject, Injectable } from '@angular/core';
import type { MadeToken, MakeToken, Token, TokenPage } from '@api/auth/tokens/tokens.dto.ts';
import { Api } from '../../api/api.ts';

/** Requests about personal tokens: the reader's own, and for administrators those of others. */
@Injectable({ providedIn: 'root' })
export class TokensApi {
  private readonly api = inject(Api);

  async own(): Promise<Token[]> {
    return (await this.api.get<TokenPage>('/auth/tokens')).items;
  }

  make(token: MakeToken): Promise<MadeToken> {
    return this.api.post<MadeToken>('/auth/tokens', token);
  }

  revoke(id: string): Promise<void> {
    return this.api.delete(`/auth/tokens/${id}`);
  }

  async of(userId: string): Promise<Token[]> {
    return (await this.api.get<TokenPage>(`/admin/users/${userId}/tokens`)).items;
  }

  revokeOf(userId: string, id: string): Promise<void> {
    return this.api.delete(`/admin/users/${userId}/tokens/${id}`);
  }
}
