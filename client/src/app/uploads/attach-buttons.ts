import { Component, inject, output } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { Tooltip } from '../ui/tooltip.ts';
import { Icon } from '../ui/icon.ts';
import { Texts } from '../i18n/texts.ts';
import type { VoiceRecording } from './audio/recording.ts';
import { VoiceRecorder } from './audio/voice-recorder.ts';

/** Buttons of the composer: attach files, record a voice message. */
@Component({
  selector: 'parley-attach-buttons',
  imports: [Icon, MatIconButton, Tooltip, VoiceRecorder],
  template: `
    <input #input type="file" multiple hidden (change)="choose(input)" />
    <button
      matIconButton
      type="button"
      [matTooltip]="t('file.attach')"
      [attr.aria-label]="t('file.attach')"
      (click)="input.click()"
    >
      <parley-icon name="clip" />
    </button>
    <parley-voice-recorder (recorded)="recorded.emit($event)" />
  `,
  styles: `
    :host {
      display: flex;
    }
  `,
})
export class AttachButtons {
  protected readonly t = inject(Texts).t;
  readonly files = output<File[]>();
  readonly recorded = output<VoiceRecording>();

  protected choose(input: HTMLInputElement): void {
    this.files.emit([...(input.files ?? [])]);
    input.value = ''; // the same file may be chosen again
  }
}
