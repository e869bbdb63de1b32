import { Component, inject, input, output } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { Icon } from '../ui/icon.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Texts } from '../i18n/texts.ts';
import { AudioPlayer, type Sound } from './audio/audio-player.ts';
import { FORMAT_ICONS, formatOf } from './file-format.ts';
import { fileSize } from '../ui/file-size.ts';
import type { PendingFile } from './pending-files-state.ts';
import { Picture } from './pictures/picture.ts';

/** The files attached to a draft, with progress or the reason of a failure; shown above the composer. */
@Component({
  selector: 'parley-pending-file-list',
  imports: [AudioPlayer, Icon, MatIconButton, Picture],
  templateUrl: './pending-file-list.html',
  styleUrl: './pending-file-list.scss',
})
export class PendingFileList {
  private readonly texts = inject(Texts);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = this.texts.t;
  readonly files = input.required<readonly PendingFile[]>();
  readonly removed = output<PendingFile>();
  readonly retried = output<PendingFile>();

  protected state({ size, progress: share, attachment, failure }: PendingFile): string {
    if (failure) return this.problems.byCode(failure.code, failure.detail);
    if (attachment?.status === 'refused') return this.t('file.refused');
    if (!attachment) return this.t('file.arriving', { percent: Math.round(share * 100) });
    return fileSize(size, this.texts.locale());
  }

  /** A recording has no name that says anything. */
  protected nameOf({ name, voice }: PendingFile): string {
    return voice ? this.t('file.a-voice') : name;
  }

  protected readonly iconOf = ({ kind, name, attachment }: PendingFile) =>
    FORMAT_ICONS[formatOf({ kind, name, mime: attachment?.mime ?? '' })];

  /** The sound that can be listened to; null before anything is known of it. */
  protected soundOf({ id, kind, name, voice, attachment, failure }: PendingFile): Sound | null {
    if (failure || kind !== 'audio' || attachment?.status === 'refused') return null;
    if (attachment?.kind === 'audio') return attachment;
    return voice && { id, name, durationMs: voice.durationMs, waveform: [...voice.waveform] };
  }

  protected isFailed({ attachment, failure }: PendingFile): boolean {
    return failure !== null || attachment?.status === 'refused';
  }

  /** Whether a retry can succeed. */
  protected canRetry({ failure }: PendingFile): boolean {
    return (
      failure !== null && ['unreachable', 'unavailable', 'internal_error', 'too_many_requests'].includes(failure.code)
    );
  }
}
