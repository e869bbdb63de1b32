import { Component, type ElementRef, afterRenderEffect, inject, signal, viewChild } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatTooltip } from '@angular/material/tooltip';
import { Router } from '@angular/router';
import { Texts } from '../i18n/texts.ts';
import { Icon } from '../ui/icon.ts';
import { RoomDialogs } from './room-dialogs.ts';
import { SETUP_STEPS, type SetupStep, SetupSteps } from './setup-steps.ts';

/** The first steps on a new server, for its administrators, until all are done or the list is dismissed. */
@Component({
  selector: 'parley-setup-checklist',
  imports: [Icon, MatButton, MatIconButton, MatTooltip],
  templateUrl: './setup-checklist.html',
  styleUrl: './setup-checklist.scss',
})
export class SetupChecklist {
  private readonly router = inject(Router);
  private readonly dialogs = inject(RoomDialogs);
  protected readonly steps = inject(SetupSteps);
  protected readonly t = inject(Texts).t;
  protected readonly all = SETUP_STEPS;
  protected readonly title = (step: SetupStep) => this.t(`setup.${step}`);
  protected readonly isBackupExplained = signal(false);
  private readonly explanation = viewChild<ElementRef<HTMLElement>>('explanation');

  constructor() {
    // On a small screen it would stay below the edge of the list.
    afterRenderEffect(() => this.explanation()?.nativeElement.scrollIntoView({ block: 'nearest' }));
  }

  protected async begin(step: SetupStep): Promise<void> {
    if (step === 'profile') await this.router.navigateByUrl('/settings/profile');
    else if (step === 'invite') await this.dialogs.invite();
    else if (step === 'room') await this.dialogs.newRoom();
    else if (step === 'mail') await this.router.navigateByUrl('/admin/server');
    else this.isBackupExplained.update((isShown) => !isShown);
  }
}
