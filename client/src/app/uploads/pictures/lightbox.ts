import { Component, computed, inject, resource, signal } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { Icon } from '../../ui/icon.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { FileDownloader } from '../file-downloader.ts';
import { SignedUrls } from '../signed-urls.ts';
import type { LightboxData } from './lightbox-data.ts';

/** A picture in full screen. The arrow keys go to the next and the previous picture, Escape closes. */
@Component({
  selector: 'parley-lightbox',
  imports: [Icon, MatDialogModule, MatIconButton],
  host: { '(document:keydown)': 'onKeydown($event)' },
  template: `
    <header>
      <span class="words">
        <span class="name" dir="auto">{{ picture()?.name }}</span>
        <small dir="auto">
          {{ data.by }}
          @if (data.pictures.length > 1) {
            · {{ t('file.of', { at: at() + 1, count: data.pictures.length }) }}
          }
        </small>
      </span>
      <button matIconButton type="button" [attr.aria-label]="t('file.save')" (click)="save()">
        <parley-icon name="download" />
      </button>
      <button matIconButton type="button" mat-dialog-close [aria-label]="t('close')">
        <parley-icon name="close" />
      </button>
    </header>
    <div class="stage">
      @if (at() > 0) {
        <button matIconButton class="before" type="button" [attr.aria-label]="t('file.before')" (click)="go(-1)">
          <parley-icon name="back" />
        </button>
      }
      @if (address.hasValue() && address.value(); as found) {
        <img [src]="found.url" [alt]="picture()?.name ?? ''" />
      } @else if (!address.isLoading()) {
        <p role="alert">{{ problems.byCode('attachment_not_found') }}</p>
      }
      @if (at() < data.pictures.length - 1) {
        <button matIconButton class="after" type="button" [attr.aria-label]="t('file.after')" (click)="go(1)">
          <parley-icon name="back" />
        </button>
      }
    </div>
  `,
  styleUrl: './lightbox.scss',
})
export class Lightbox {
  private readonly addresses = inject(SignedUrls);
  private readonly downloads = inject(FileDownloader);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly data = inject<LightboxData>(MAT_DIALOG_DATA);
  protected readonly at = signal(this.data.at);
  protected readonly picture = computed(() => this.data.pictures[this.at()]);
  protected readonly address = resource({
    params: () => this.picture()?.id,
    loader: ({ params }) => this.addresses.get(params),
  });

  protected onKeydown({ key }: KeyboardEvent): void {
    const forward = document.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const back = document.dir === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
    if (key === forward) this.go(1);
    if (key === back) this.go(-1);
  }

  protected go(by: number): void {
    this.at.update((at) => Math.min(this.data.pictures.length - 1, Math.max(0, at + by)));
  }

  protected async save(): Promise<void> {
    const picture = this.picture();
    try {
      if (picture) await this.downloads.save(picture);
    } catch (error) {
      this.problems.show(error);
    }
  }
}
