import { booleanAttribute, Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Token } from '@api/auth/tokens/tokens.dto.ts';
import { Texts } from '../../i18n/texts.ts';
import { RoomsStore } from '../../rooms/rooms-store.ts';
import { roomName } from '../../rooms/room-name.ts';
import { Dates } from '../../ui/dates.ts';
import { Icon } from '../../ui/icon.ts';
import { displayedIp } from '../../ui/ip-address.ts';
import { scopeText } from './token-scopes.ts';

/** Tokens in a list, each with what it opens, and buttons that revoke it and, where that is offered, replace it. */
@Component({
  selector: 'parley-token-rows',
  imports: [Icon, MatButton],
  template: `
    <ul [attr.aria-label]="label() || t('tokens.title')">
      @for (row of rows(); track row.token.id) {
        <li>
          <span class="seal"><parley-icon name="code" /></span>
          <span class="words">
            <span class="name" dir="auto">{{ row.token.name }}</span>
            <small>{{ row.scopes }}</small>
            @if (row.rooms) {
              <small dir="auto">{{ row.rooms }}</small>
            }
            <small>{{ row.used }}</small>
            <small>{{ row.ends }}</small>
          </span>
          @if (replaceable()) {
            <button
              matButton
              type="button"
              [disabled]="busy()"
              disabledInteractive
              [attr.aria-label]="t('tokens.replace-label', { name: row.token.name })"
              (click)="replace.emit(row.token)"
            >
              {{ t('tokens.replace') }}
            </button>
          }
          <button
            matButton
            type="button"
            [disabled]="busy()"
            disabledInteractive
            [attr.aria-label]="t('tokens.revoke-label', { name: row.token.name })"
            (click)="revoke.emit(row.token)"
          >
            {{ t('tokens.revoke') }}
          </button>
        </li>
      }
    </ul>
  `,
  styleUrl: './session-list.scss',
})
export class TokenRows {
  private readonly dates = inject(Dates);
  private readonly rooms = inject(RoomsStore);
  private readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  readonly tokens = input.required<readonly Token[]>();
  readonly busy = input(false);
  /** The name of the list; that of the reader's own tokens unless given. */
  readonly label = input('');
  readonly ofBot = input(false, { transform: booleanAttribute });
  readonly replaceable = input(false, { transform: booleanAttribute });
  /** By id: names of rooms that the reader need not be in. */
  readonly roomNames = input<ReadonlyMap<string, string>>(new Map());
  readonly revoke = output<Token>();
  readonly replace = output<Token>();

  protected readonly rows = computed(() =>
    this.tokens().map((token) => ({
      token,
      scopes: token.scopes.map((scope) => this.t(scopeText(scope, this.ofBot()))).join(' · '),
      rooms: token.roomIds && this.roomsOf(token.roomIds),
      used: this.used(token),
      ends: this.t('tokens.ends', { time: this.dates.moment(token.expiresAt) }),
    })),
  );

  private used({ lastUsedAt, ip }: Token): string {
    if (!lastUsedAt) return this.t('tokens.unused');
    const time = this.dates.moment(lastUsedAt);
    return ip ? this.t('tokens.used-from', { time, ip: displayedIp(ip) }) : this.t('tokens.used', { time });
  }

  /** By name where the reader is in all of them; an administrator may not be. */
  private roomsOf(ids: readonly string[]): string {
    const given = ids.flatMap((id) => this.roomNames().get(id) ?? []);
    const own = this.rooms.all().flatMap((room) => (ids.includes(room.id) ? [roomName(room)] : []));
    const names = given.length === ids.length ? given : own;
    if (names.length < ids.length) return this.texts.count('tokens.rooms', ids.length);
    return this.t('tokens.only-in', { rooms: names.join(', ') });
  }
}
