import { inject, Injectable } from '@angular/core';
import type { MadeToken, MakeToken, Token, TokenPage } from '@api/auth/tokens/tokens.dto.ts';
import type { Bot, BotPage, BotRooms, ChangeBot, MadeBot, NewBot } from '@api/integrations/bots/bots.dto.ts';
import type { ConnectedRoom } from '@api/integrations/connected-room.dto.ts';
import { limits } from '@api/shared/limits.ts';
import { Api } from '../../api/api.ts';

/** Requests about bots: the reader's own, and for administrators those of others. */
@Injectable({ providedIn: 'root' })
export class BotsApi {
  private readonly api = inject(Api);

  /** Nobody has more than fit into a page. */
  async own(): Promise<Bot[]> {
    return (await this.api.get<BotPage>('/bots', { mine: 'true', limit: limits.pageSize })).items;
  }

  async make(bot: NewBot): Promise<Bot> {
    return (await this.api.post<MadeBot>('/bots', bot)).bot;
  }

  change(id: string, change: ChangeBot): Promise<Bot> {
    return this.api.patch<Bot>(`/bots/${id}`, change);
  }

  remove(id: string): Promise<void> {
    return this.api.delete(`/bots/${id}`);
  }

  async rooms(id: string): Promise<ConnectedRoom[]> {
    return (await this.api.get<BotRooms>(`/bots/${id}/rooms`)).items;
  }

  async tokens(id: string): Promise<Token[]> {
    return (await this.api.get<TokenPage>(`/bots/${id}/tokens`)).items;
  }

  makeToken(id: string, token: MakeToken): Promise<MadeToken> {
    return this.api.post<MadeToken>(`/bots/${id}/tokens`, token);
  }

  revokeToken(id: string, tokenId: string): Promise<void> {
    return this.api.delete(`/bots/${id}/tokens/${tokenId}`);
  }
}
