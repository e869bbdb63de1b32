import { Component, inject, input } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { ConnectionBanner } from '../connection/connection-banner.ts';
import { Icon } from '../ui/icon.ts';
import type { IconName } from '../ui/icons.ts';
import { Texts } from '../i18n/texts.ts';

export interface Section {
  path: string;
  icon: IconName;
  label: string;
}

/** A frame for related pages, with their list beside them; on a phone the list is above. */
@Component({
  selector: 'parley-sections',
  imports: [ConnectionBanner, Icon, MatIconButton, RouterLink, RouterLinkActive],
  template: `
    <parley-connection-banner />
    <aside>
      <header>
        <a matIconButton routerLink="/rooms" [attr.aria-label]="t('room.back')"><parley-icon name="back" /></a>
        <h1>{{ heading() }}</h1>
      </header>
      <nav [attr.aria-label]="heading()">
        @for (section of sections(); track section.path) {
          <a
            #link
            [routerLink]="section.path"
            routerLinkActive="open"
            ariaCurrentWhenActive="page"
            (isActiveChange)="$event && link.scrollIntoView({ inline: 'center', block: 'nearest' })"
          >
            <parley-icon [name]="section.icon" />{{ section.label }}
          </a>
        }
      </nav>
    </aside>
    <main><ng-content /></main>
  `,
  styleUrl: './sections.scss',
})
export class Sections {
  protected readonly t = inject(Texts).t;
  readonly heading = input.required<string>();
  readonly sections = input.required<readonly Section[]>();
}
