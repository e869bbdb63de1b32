import { Component, DestroyRef, type ElementRef, inject, input, output, resource, viewChild } from '@angular/core';
import type { Attachment } from '@api/timeline/message.dto.ts';
import { type Playback, PlaybackCoordinator } from './audio/playback.ts';
import { SignedUrls } from './signed-urls.ts';

/** A film in a box of a fixed shape, so that nothing moves when it is loaded. Starting it pauses sounds and other films. */
@Component({
  selector: 'parley-video-player',
  template: `
    @if (address.hasValue() && address.value(); as found) {
      <video
        #video
        controls
        playsinline
        preload="metadata"
        [src]="found.url + firstPicture"
        [attr.aria-label]="film().name"
        (play)="coordinator.started(playback)"
        (timeupdate)="position = video.currentTime"
        (loadedmetadata)="resume(video)"
        (error)="retry()"
      ></video>
    }
  `,
  styles: `
    :host {
      display: block;
      aspect-ratio: 16 / 9;
      background: #000;
    }
    video {
      display: block;
      width: 100%;
      height: 100%;
      object-fit: contain;
    }
  `,
})
export class VideoPlayer {
  private readonly addresses = inject(SignedUrls);
  protected readonly coordinator = inject(PlaybackCoordinator);
  readonly film = input.required<Attachment>();
  /** The browser cannot play it. */
  readonly failed = output();

  /** Safari shows no picture before it is asked for one. */
  protected readonly firstPicture = '#t=0.001';
  /** Seconds. */
  protected position = 0;
  private hasRetried = false;
  private readonly video = viewChild<ElementRef<HTMLVideoElement>>('video');
  protected readonly address = resource({
    params: () => this.film().id,
    loader: ({ params }) => this.addresses.get(params),
  });
  protected readonly playback: Playback = { pause: () => this.video()?.nativeElement.pause() };

  constructor() {
    inject(DestroyRef).onDestroy(() => this.coordinator.forget(this.playback));
  }

  /** Tries once with a new address: the signature may have expired while the film was paused. */
  protected retry(): void {
    if (this.hasRetried) return this.failed.emit();
    this.hasRetried = true;
    this.addresses.invalidate(this.film().id);
    this.address.reload();
  }

  protected resume(video: HTMLVideoElement): void {
    this.hasRetried = false;
    if (this.position > 0) video.currentTime = this.position;
  }
}
