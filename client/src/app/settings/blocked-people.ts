import { Component, effect, inject, resource, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { UserSummary } from '@api/users/users.dto.ts';
import { BlockCommands } from '../blocks/block-commands.ts';
import { BlocksStore } from '../blocks/blocks-store.ts';
import { Texts } from '../i18n/texts.ts';
import { LoadFailure } from '../ui/feedback/load-failure.ts';
import { Avatar } from '../users/avatar.ts';
import { personName, PersonNamePipe } from '../users/person-name.ts';

/** The people whom the reader has blocked, each with a button that ends it. */
@Component({
  selector: 'parley-blocked-people',
  imports: [Avatar, LoadFailure, MatButton, PersonNamePipe],
  template: `
    <h3>{{ t('block.list') }}</h3>
    <p class="hint">{{ t('block.hint') }}</p>
    @if (blocks.error()) {
      <parley-load-failure [error]="blocks.error()" (retry)="blocks.reload()" />
    } @else if (blocks.hasValue()) {
      <ul>
        @for (block of blocks.value(); track block.user.id) {
          <li>
            <parley-avatar
              [id]="block.user.id"
              [name]="block.user.displayName"
              [url]="block.user.avatarUrl"
              [size]="32"
            />
            <span class="name" dir="auto">{{ block.user | personName }}</span>
            <button
              matButton
              type="button"
              [attr.aria-label]="t('block.undo-name', { name: (block.user | personName) })"
              (click)="unblock(block.user)"
            >
              {{ t('block.undo') }}
            </button>
          </li>
        } @empty {
          <li class="hint">{{ t('block.none') }}</li>
        }
      </ul>
    }
  `,
  styles: `
    ul {
      margin: 0.5rem 0 0;
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      align-items: center;
      gap: 0.75rem;
      min-height: 3rem;
    }
    .name {
      flex: 1;
      min-width: 0;
      overflow-wrap: anywhere;
    }
    .hint {
      color: var(--mat-sys-on-surface-variant);
      font-size: 0.875rem;
    }
  `,
})
export class BlockedPeople {
  private readonly store = inject(BlocksStore);
  private readonly commands = inject(BlockCommands);
  protected readonly t = inject(Texts).t;
  protected readonly blocks = resource({ loader: () => this.store.list() });

  constructor() {
    // Another device may block and unblock, too.
    effect(() => {
      this.store.entries();
      untracked(() => this.blocks.reload());
    });
  }

  protected unblock(user: UserSummary): Promise<boolean> {
    return this.commands.unblock(user.id, personName(user));
  }
}
