import { Component, computed, inject, input, resource, signal } from '@angular/core';
import type { Attachment } from '@api/timeline/message.dto.ts';
import { Icon } from '../../ui/icon.ts';
import { SignedUrls } from '../signed-urls.ts';
import { pictureSize, TILE_SIZE } from './picture-size.ts';

/** A picture in its place: as large as it will be before it has come, so that nothing moves when it does. */
@Component({
  selector: 'parley-picture',
  imports: [Icon],
  host: { '[style.width.px]': 'size().width', '[style.aspect-ratio]': 'size().ratio', '[class.cropped]': 'size().cut' },
  template: `
    @if (address.hasValue() && address.value(); as found) {
      <img
        loading="lazy"
        decoding="async"
        alt=""
        [src]="moves() ? found.url : (found.thumbnailUrl ?? found.url)"
        [class.shown]="shown()"
        (load)="shown.set(true)"
        (error)="again()"
      />
    } @else if (!address.isLoading()) {
      <parley-icon name="image" />
    }
  `,
  styles: `
    :host {
      display: grid;
      place-items: center;
      max-width: 100%;
      overflow: hidden;
      color: var(--mat-sys-on-surface-variant);
      background: var(--mat-sys-surface-container);
      border-radius: 10px;
    }
    img {
      width: 100%;
      height: 100%;
      object-fit: contain;
      opacity: 0;
      transition: opacity 120ms;
    }
    .shown {
      opacity: 1;
    }
    :host(.cropped) img {
      object-fit: cover;
    }
  `,
})
export class Picture {
  private readonly addresses = inject(SignedUrls);
  readonly picture = input.required<Attachment>();
  /** One of several: a tile of the same size as the others. */
  readonly cropped = input(false);

  protected readonly shown = signal(false);
  private tried = false;
  protected readonly address = resource({
    params: () => this.picture().id,
    loader: ({ params }) => this.addresses.get(params),
  });
  protected readonly moves = computed(
    () => this.picture().mime === 'image/gif' && !matchMedia('(prefers-reduced-motion: reduce)').matches,
  );
  protected readonly size = computed(() =>
    this.cropped() ? TILE_SIZE : pictureSize(this.picture().width, this.picture().height),
  );

  /** The signature may have run out while the page lay in a drawer. */
  protected again(): void {
    if (this.tried) return;
    this.tried = true;
    this.addresses.invalidate(this.picture().id);
    this.address.reload();
  }
}
