import { Component, computed, inject, input } from '@angular/core';
import type { Attachment } from '@api/timeline/message.dto.ts';
import { Texts } from '../i18n/texts.ts';
import { AudioPlayer } from './audio/audio-player.ts';
import { FileCard } from './file-card.ts';
import { LightboxOverlay } from './pictures/lightbox-overlay.ts';
import { Picture } from './pictures/picture.ts';

/** The attachments of a message: pictures side by side, then voice messages, then files. */
@Component({
  selector: 'parley-message-attachments',
  imports: [AudioPlayer, FileCard, Picture],
  template: `
    @if (pictures().length > 0) {
      <div class="pictures" [class.several]="pictures().length > 1">
        @for (picture of pictures(); track picture.id; let at = $index) {
          <button type="button" [attr.aria-label]="t('file.open-picture', { name: picture.name })" (click)="open(at)">
            <parley-picture [picture]="picture" [cropped]="pictures().length > 1" />
          </button>
        }
      </div>
    }
    @for (voice of voices(); track voice.id) {
      <parley-audio-player [sound]="voice" [by]="by()" />
    }
    @for (file of others(); track file.id) {
      <parley-file-card [file]="file" />
    }
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      justify-items: start;
      gap: 0.375rem;
      max-width: 100%;
      margin-block: 0.25rem;
    }
    .pictures {
      display: flex;
      flex-wrap: wrap;
      gap: 0.25rem;
      max-width: 100%;
    }
    .several {
      max-width: 30rem;
      button {
        max-width: calc(50% - 0.125rem);
      }
    }
    button {
      display: block;
      max-width: 100%;
      padding: 0;
      background: none;
      border: 0;
      border-radius: 10px;
      cursor: zoom-in;
    }
  `,
})
export class MessageAttachments {
  private readonly lightboxes = inject(LightboxOverlay);
  protected readonly t = inject(Texts).t;
  readonly attachments = input.required<readonly Attachment[]>();
  /** Name of the sender. */
  readonly by = input('');

  private readonly clean = computed(() => this.attachments().filter(({ status }) => status === 'clean'));
  protected readonly pictures = computed(() => this.clean().filter(({ kind }) => kind === 'image'));
  protected readonly voices = computed(() => this.clean().filter(isVoice));
  protected readonly others = computed(() =>
    this.attachments().filter((each) => each.status !== 'clean' || (each.kind !== 'image' && !isVoice(each))),
  );

  protected open(at: number): void {
    this.lightboxes.open(this.pictures(), at, this.by());
  }
}

/** Only a recording has a waveform; other sounds are files with a name. */
const isVoice = ({ kind, waveform }: Attachment): boolean => kind === 'audio' && waveform !== null;
