import { Component, computed, inject, input } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatMenuModule } from '@angular/material/menu';
import type { SectionSort, UpdateSection } from '@api/rooms/sections/sections.dto.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { confirmed } from '../../ui/feedback/confirm-dialog.ts';
import { Icon } from '../../ui/icon.ts';
import { InertClosedMenu } from '../../ui/inert-closed-menu.ts';
import type { RoomGroup } from './room-groups.ts';
import { SectionsStore } from './sections-store.ts';

const SORTS = ['recent', 'name', 'place'] as const satisfies readonly SectionSort[];

/** The heading of a section: collapses it, and has a menu for its name, order and place. */
@Component({
  selector: 'parley-section-heading',
  imports: [Icon, InertClosedMenu, MatIconButton, MatMenuModule],
  templateUrl: './section-heading.html',
  styleUrl: './section-heading.scss',
})
export class SectionHeading {
  private readonly sections = inject(SectionsStore);
  private readonly dialog = inject(MatDialog);
  private readonly problems = inject(ProblemTexts);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;
  readonly group = input.required<RoomGroup>();
  protected readonly section = computed(() => this.group().section);
  protected readonly sorts = SORTS;
  protected readonly sortKey = (sort: SectionSort) => `sections.sort.${sort}` as const;
  protected readonly isFirst = computed(() => this.sections.all()[0]?.id === this.group().id);
  protected readonly isLast = computed(() => this.sections.all().at(-1)?.id === this.group().id);

  protected update(changes: UpdateSection): Promise<void> {
    return this.attempt(() => this.sections.update(this.group().id, changes));
  }

  protected move(by: -1 | 1): Promise<void> {
    return this.attempt(() => this.sections.move(this.group().id, by));
  }

  protected async rename(): Promise<void> {
    const { SectionDialog } = await import('./section-dialog.ts');
    this.dialog.open(SectionDialog, { data: this.section(), width: '28rem' });
  }

  protected async remove(): Promise<void> {
    const name = this.section()?.name ?? '';
    const isSure = await confirmed(this.dialog, {
      title: this.t('sections.remove-title', { name }),
      text: this.t('sections.remove-text'),
      action: this.t('sections.remove'),
    });
    if (isSure) await this.attempt(() => this.sections.remove(this.group().id));
  }

  private async attempt(change: () => Promise<void>): Promise<void> {
    try {
      await change();
    } catch (error) {
      this.problems.show(error);
    }
  }
}
