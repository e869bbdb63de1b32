import { Component, computed, inject, input, linkedSignal, resource } from '@angular/core';
import type { Attachment } from '@api/timeline/message.dto.ts';
import { AudioPlayer } from './audio/audio-player.ts';
import { Icon } from '../ui/icon.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Texts } from '../i18n/texts.ts';
import { FileDownloader } from './file-downloader.ts';
import { extensionOf, FORMAT_ICONS, formatOf, mayBePlayed } from './file-format.ts';
import { fileSize } from '../ui/file-size.ts';
import { SignedUrls } from './signed-urls.ts';
import { loadTextPreview } from './text-preview.ts';
import { VideoPlayer } from './video-player.ts';

const TEXT_FORMATS: readonly unknown[] = ['text', 'code'];
const TEXT_TABLES = /\.(csv|tsv)$/i;

/**
 * A file to download: a film that the browser plays and a sound are played in place, a text is
 * shown by its first lines. Says where the server
 * could not look into it, and what is not available: still being scanned, or refused.
 */
@Component({
  selector: 'parley-file-card',
  imports: [AudioPlayer, Icon, VideoPlayer],
  templateUrl: './file-card.html',
  styleUrl: './file-card.scss',
})
export class FileCard {
  private readonly downloads = inject(FileDownloader);
  private readonly addresses = inject(SignedUrls);
  private readonly problems = inject(ProblemTexts);
  private readonly texts = inject(Texts);
  protected readonly t = this.texts.t;
  readonly file = input.required<Attachment>();

  protected readonly format = computed(() => formatOf(this.file()));
  protected readonly icon = computed(() => FORMAT_ICONS[this.format()]);
  protected readonly extension = computed(() => extensionOf(this.file().name).toUpperCase());
  protected readonly size = computed(() => fileSize(this.file().size, this.texts.locale()));
  protected readonly isPlayable = linkedSignal(computed(() => canPlay(this.file())));
  protected readonly isPlayed = computed(() => this.format() === 'film' && this.isPlayable());

  private readonly isText = computed(() => {
    const { status, name } = this.file();
    return status === 'clean' && (TEXT_FORMATS.includes(this.format()) || TEXT_TABLES.test(name));
  });

  /** Address of the still picture of an animation that is too large to be played. */
  protected readonly still = resource({
    params: () => (this.file().thumbnailUrl ? this.file().id : undefined),
    loader: async ({ params }) => (await this.addresses.get(params))?.thumbnailUrl ?? undefined,
  });
  /** The first lines of a text. */
  protected readonly preview = resource({
    params: () => (this.isText() ? this.file().id : undefined),
    loader: async ({ params, abortSignal }) => {
      const address = await this.addresses.get(params);
      return address ? loadTextPreview(address.url, abortSignal) : null;
    },
  });

  protected async download(): Promise<void> {
    try {
      await this.downloads.save(this.file());
    } catch (error) {
      this.problems.show(error);
    }
  }
}

const canPlay = ({ mime }: Pick<Attachment, 'mime'>): boolean => mayBePlayed(mime, document.createElement('video'));
