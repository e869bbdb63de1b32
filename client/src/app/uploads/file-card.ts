import { Component, computed, inject, input, resource } from '@angular/core';
import type { Attachment } from '@api/timeline/message.dto.ts';
import { Icon } from '../ui/icon.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Texts } from '../i18n/texts.ts';
import { FileDownloader } from './file-downloader.ts';
import { fileSize } from './file-size.ts';
import { SignedUrls } from './signed-urls.ts';

/** A file to download, marked where the server could not look into it; or one that is not available: still being scanned, or refused. */
@Component({
  selector: 'parley-file-card',
  imports: [Icon],
  template: `
    @if (file().status === 'clean') {
      <button type="button" class="card" (click)="download()">
        <span class="visually-hidden">{{ t('file.download') }}</span>
        @if (still.hasValue() && still.value(); as source) {
          <img alt="" loading="lazy" decoding="async" [src]="source" />
        } @else {
          <parley-icon name="file" />
        }
        <span class="words">
          <span class="name" dir="auto">{{ file().name }}</span>
          <small>
            <bdi>{{ size() }}</bdi>
            @if (!file().inspected) {
              · <bdi>{{ t('file.not-inspected') }}</bdi>
            }
          </small>
        </span>
        <parley-icon name="download" />
      </button>
    } @else {
      <div class="card" [class.refused]="file().status === 'refused'">
        <parley-icon [name]="file().status === 'refused' ? 'warning' : 'clock'" />
        <span class="words">
          <span class="name" dir="auto">{{ file().name }}</span>
          <small>{{ t(file().status === 'refused' ? 'file.refused' : 'file.pending') }}</small>
        </span>
      </div>
    }
  `,
  styles: `
    :host {
      max-width: 100%;
    }
    .card {
      display: flex;
      align-items: center;
      gap: 0.75rem;
      width: 22rem;
      max-width: 100%;
      padding: 0.625rem 0.875rem;
      color: inherit;
      text-align: start;
      background: var(--mat-sys-surface-container-low);
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: var(--parley-radius);
    }
    button {
      cursor: pointer;
    }
    button:hover {
      background: var(--mat-sys-surface-container);
    }
    img {
      width: 3rem;
      height: 3rem;
      object-fit: cover;
      border-radius: calc(var(--parley-radius) / 2);
    }
    .words {
      flex: 1;
      display: grid;
      min-width: 0;
      line-height: 1.3;
    }
    .name {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
      font-weight: 550;
    }
    small {
      color: var(--mat-sys-on-surface-variant);
    }
    .refused parley-icon {
      color: var(--mat-sys-error);
    }
  `,
})
export class FileCard {
  private readonly downloads = inject(FileDownloader);
  private readonly addresses = inject(SignedUrls);
  private readonly problems = inject(ProblemTexts);
  private readonly texts = inject(Texts);
  protected readonly t = this.texts.t;
  readonly file = input.required<Attachment>();

  /** Address of the still picture of an animation that is too large to be played. */
  protected readonly still = resource({
    params: () => (this.file().thumbnailUrl ? this.file().id : undefined),
    loader: async ({ params }) => (await this.addresses.get(params))?.thumbnailUrl ?? undefined,
  });

  protected readonly size = computed(() => fileSize(this.file().size, this.texts.locale()));

  protected async download(): Promise<void> {
    try {
      await this.downloads.save(this.file());
    } catch (error) {
      this.problems.show(error);
    }
  }
}
