import { Component, computed, inject, input, resource, signal } from '@angular/core';
import type { Attachment } from '@api/timeline/message.dto.ts';
import { Icon } from '../../ui/icon.ts';
import { SignedUrls } from '../signed-urls.ts';
import { pictureSize, TILE_SIZE } from './picture-size.ts';

/** A picture in a box of its final size, so that nothing moves when it is loaded. */
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
        [src]="animates() ? found.url : (found.thumbnailUrl ?? found.url)"
        [class.loaded]="isLoaded()"
        (load)="isLoaded.set(true)"
        (error)="retry()"
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
    .loaded {
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
  /** Whether the message has several pictures, which are tiles of the same size. */
  readonly cropped = input(false);

  protected readonly isLoaded = signal(false);
  private hasRetried = false;
  protected readonly address = resource({
    params: () => this.picture().id,
    loader: ({ params }) => this.addresses.get(params),
  });
  protected readonly animates = computed(
    () => this.picture().animated && !matchMedia('(prefers-reduced-motion: reduce)').matches,
  );
  protected readonly size = computed(() =>
    this.cropped() ? TILE_SIZE : pictureSize(this.picture().width, this.picture().height),
  );

  /** Tries once with a new address: the signature may have expired while the page was in the background. */
  protected retry(): void {
    if (this.hasRetried) return;
    this.hasRetried = true;
    this.addresses.invalidate(this.picture().id);
    this.address.reload();
  }
}
