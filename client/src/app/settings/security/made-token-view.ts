import { Clipboard } from '@angular/cdk/clipboard';
import { Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { MadeToken, Token } from '@api/auth/tokens/tokens.dto.ts';
import { ServerInfo } from '../../auth/server-info.ts';
import { Texts } from '../../i18n/texts.ts';

/** A new token with its secret, which the server does not tell again, and lines that use it. */
@Component({
  selector: 'parley-made-token-view',
  imports: [MatButton],
  template: `
    <p>{{ t(ofBot() ? 'bots.token-made-text' : 'tokens.made-text', { name: made().token.name }) }}</p>
    <code dir="ltr" [attr.aria-label]="t('tokens.secret')" tabindex="0">{{ made().secret }}</code>
    <button matButton="outlined" type="button" (click)="copy(made().secret)">
      {{ t(copied() === made().secret ? 'invite.copied' : 'tokens.copy') }}
    </button>
    <p>{{ t('tokens.try') }}</p>
    <code dir="ltr" [attr.aria-label]="t('tokens.try')" tabindex="0">{{ example() }}</code>
    <button matButton="outlined" type="button" (click)="copy(example())">
      {{ t(copied() === example() ? 'invite.copied' : 'tokens.copy-example') }}
    </button>
    @if (assistantLine(); as line) {
      <p>{{ t('tokens.assistant') }}</p>
      <code dir="ltr" [attr.aria-label]="t('tokens.assistant')" tabindex="0">{{ line }}</code>
      <button matButton="outlined" type="button" (click)="copy(line)">
        {{ t(copied() === line ? 'invite.copied' : 'tokens.copy-assistant') }}
      </button>
    }
    <span class="visually-hidden" role="status">{{ copied() ? t('invite.copied') : '' }}</span>
  `,
  styles: `
    @use '../../ui/mixins';

    :host {
      @include mixins.shown-once;
      padding-top: 0.25rem;
    }
  `,
})
export class MadeTokenView {
  private readonly clipboard = inject(Clipboard);
  private readonly server = inject(ServerInfo);
  protected readonly t = inject(Texts).t;

  readonly made = input.required<MadeToken>();
  readonly ofBot = input(false);
  protected readonly copied = signal('');
  protected readonly example = computed(() => {
    const { secret, token } = this.made();
    return `curl -H "Authorization: Bearer ${secret}" ${this.server.shareOrigin()}/api/v1/${readablePath(token)}`;
  });

  /** Only where the server answers assistants, and the token may be used by one. */
  protected readonly assistantLine = computed(() => {
    const { secret, token } = this.made();
    if (!this.server.current()?.mcp || !token.scopes.includes('mcp')) return null;
    const address = `${this.server.shareOrigin()}/mcp`;
    return `claude mcp add --transport http parley ${address} --header "Authorization: Bearer ${secret}"`;
  });

  protected copy(text: string): void {
    if (this.clipboard.copy(text)) this.copied.set(text);
  }
}

/** Something that the token may ask. */
function readablePath({ scopes, roomIds }: Token): string {
  const [roomId] = roomIds ?? [];
  if (scopes.includes('rooms:read')) return 'rooms';
  if (roomId && scopes.includes('messages:read')) return `rooms/${roomId}/messages`;
  return scopes.includes('people:read') ? 'users/me' : 'server';
}
