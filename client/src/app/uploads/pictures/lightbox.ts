import {
  afterNextRender,
  Component,
  computed,
  type ElementRef,
  inject,
  Injector,
  linkedSignal,
  resource,
  signal,
  viewChild,
} from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { Icon } from '../../ui/icon.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { FileDownloader } from '../file-downloader.ts';
import { SignedUrls } from '../signed-urls.ts';
import type { LightboxData } from './lightbox-data.ts';

const MAX_ZOOM = 8;

/**
 * A picture in full screen. The arrow keys go to the next and the previous picture, plus and minus, a double click and
 * the wheel with Ctrl zoom, Escape closes.
 */
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
      <button
        matIconButton
        type="button"
        [disabled]="zoom() === 1"
        disabledInteractive
        [attr.aria-label]="t('file.zoom-out')"
        (click)="zoomTo(zoom() / 2)"
      >
        <parley-icon name="zoom-out" />
      </button>
      <button
        matIconButton
        type="button"
        [disabled]="zoom() === maxZoom"
        disabledInteractive
        [attr.aria-label]="t('file.zoom-in')"
        (click)="zoomTo(zoom() * 2)"
      >
        <parley-icon name="zoom-in" />
      </button>
      <button matIconButton type="button" [attr.aria-label]="t('file.save')" (click)="save()">
        <parley-icon name="download" />
      </button>
      <button matIconButton type="button" mat-dialog-close [aria-label]="t('close')">
        <parley-icon name="close" />
      </button>
    </header>
    <div
      #stage
      class="stage"
      [class.zoomed]="zoom() > 1"
      [style.--zoom]="zoom()"
      [attr.tabindex]="zoom() > 1 ? 0 : null"
      (wheel)="onWheel($event)"
      (pointerdown)="grab($event)"
      (pointermove)="drag($event)"
      (pointerup)="grabbed.set(null)"
      (pointercancel)="grabbed.set(null)"
    >
      @if (at() > 0) {
        <button matIconButton class="before" type="button" [attr.aria-label]="t('file.before')" (click)="go(-1)">
          <parley-icon name="back" />
        </button>
      }
      @if (address.hasValue() && address.value(); as found) {
        <span class="picture"
          ><img [src]="found.url" [alt]="picture()?.name ?? ''" draggable="false" (dblclick)="toggleZoom($event)"
        /></span>
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
  protected readonly maxZoom = MAX_ZOOM;
  protected readonly data = inject<LightboxData>(MAT_DIALOG_DATA);
  protected readonly at = signal(this.data.at);
  protected readonly picture = computed(() => this.data.pictures[this.at()]);
  protected readonly address = resource({
    params: () => this.picture()?.id,
    loader: ({ params }) => this.addresses.get(params),
  });

  /** Twice, four times or eight times as large as the picture that fits the screen. */
  protected readonly zoom = linkedSignal({ source: this.at, computation: () => 1 });
  /** Where a mouse has taken hold of a large picture. */
  protected readonly grabbed = signal<{ x: number; y: number } | null>(null);
  private readonly stage = viewChild.required<ElementRef<HTMLElement>>('stage');
  private readonly injector = inject(Injector);

  protected onKeydown({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): void {
    if (ctrlKey || metaKey || altKey) return;
    if (key === '+') this.zoomTo(this.zoom() * 2);
    if (key === '-') this.zoomTo(this.zoom() / 2);
    if (key === '0') this.zoomTo(1);
    // The arrow keys move a large picture.
    if (this.zoom() > 1) return;
    const forward = document.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const back = document.dir === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
    if (key === forward) this.go(1);
    if (key === back) this.go(-1);
  }

  protected go(by: number): void {
    this.at.update((at) => Math.min(this.data.pictures.length - 1, Math.max(0, at + by)));
  }

  /** @param at the point that stays in its place; the centre for none */
  protected zoomTo(zoom: number, at?: { clientX: number; clientY: number }): void {
    const stage = this.stage().nativeElement;
    const { left, top, width, height } = stage.getBoundingClientRect();
    const [x, y] = at ? [at.clientX - left, at.clientY - top] : [width / 2, height / 2];
    const next = Math.min(MAX_ZOOM, Math.max(1, zoom));
    const scale = next / this.zoom();
    const target = { left: (stage.scrollLeft + x) * scale - x, top: (stage.scrollTop + y) * scale - y };
    this.zoom.set(next);
    afterNextRender(() => stage.scrollTo(target), { injector: this.injector });
  }

  protected toggleZoom(event: MouseEvent): void {
    this.zoomTo(this.zoom() > 1 ? 1 : 2, event);
  }

  /** With Ctrl, and by two fingers on a touchpad. */
  protected onWheel(event: WheelEvent): void {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.zoomTo(this.zoom() * (event.deltaY < 0 ? 1.25 : 0.8), event);
  }

  protected grab({ button, pointerType, clientX: x, clientY: y }: PointerEvent): void {
    if (button === 0 && pointerType === 'mouse' && this.zoom() > 1) this.grabbed.set({ x, y });
  }

  protected drag({ clientX: x, clientY: y }: PointerEvent): void {
    const from = this.grabbed();
    if (!from) return;
    this.stage().nativeElement.scrollBy(from.x - x, from.y - y);
    this.grabbed.set({ x, y });
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
