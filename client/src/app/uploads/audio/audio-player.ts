import { afterNextRender, Component, computed, DestroyRef, ElementRef, inject, input, signal } from '@angular/core';
import type { Attachment } from '@api/timeline/message.dto.ts';
import { Icon } from '../../ui/icon.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { ApiProblem } from '../../api/api-problem.ts';
import { SignedUrls } from '../signed-urls.ts';
import { duration } from '../../ui/file-size.ts';
import { PlaybackCoordinator, type Player } from './playback.ts';

const SPEEDS = [1, 1.5, 2];
/** Drawn for a sound that was uploaded without a waveform. */
const FLAT_WAVEFORM = Array.from({ length: 64 }, () => 12);

/** What is played: the waveform is that of a voice message. */
export type Sound = Pick<Attachment, 'id' | 'name' | 'durationMs' | 'waveform'>;

/** A voice message or other sound: a waveform to seek in, speed, and duration. */
@Component({
  selector: 'parley-audio-player',
  imports: [Icon],
  templateUrl: './audio-player.html',
  styleUrl: './audio-player.scss',
})
export class AudioPlayer implements Player {
  private readonly addresses = inject(SignedUrls);
  private readonly playback = inject(PlaybackCoordinator);
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  readonly sound = input.required<Sound>();
  /** Name of the sender. */
  readonly by = input('');
  /** Address of a sound on this device; null for one on the server. */
  readonly source = input<string | null>(null);
  /** A sound that is not sent yet is not played after another. */
  readonly isDraft = input(false);

  private audio: HTMLAudioElement | null = null;
  protected readonly playing = signal(false);
  protected readonly loading = signal(false);
  /** Milliseconds. */
  protected readonly position = signal(0);
  protected readonly speed = signal(1);
  protected readonly length = computed(() => Math.max(1, this.sound().durationMs ?? 1));
  protected readonly share = computed(() => Math.min(1, this.position() / this.length()));
  protected readonly bars = computed(() => (this.sound().waveform ?? FLAT_WAVEFORM).map((loud) => Math.max(8, loud)));
  protected readonly time = computed(() => duration(this.position() > 0 ? this.position() : this.length()));
  protected readonly positionText = computed(() =>
    this.t('voice.position', { at: duration(this.position()), of: duration(this.length()) }),
  );
  protected readonly label = computed(() => {
    const { name, waveform } = this.sound();
    if (!waveform) return name;
    return this.by() ? this.t('voice.of', { name: this.by() }) : this.t('file.a-voice');
  });

  constructor() {
    afterNextRender(() => {
      if (!this.isDraft()) this.playback.add(this);
    });
    inject(DestroyRef).onDestroy(() => {
      this.playback.remove(this);
      this.audio?.pause();
    });
  }

  play(): void {
    void this.start();
  }

  pause(): void {
    this.audio?.pause();
  }

  protected toggle(): void {
    if (this.playing()) this.pause();
    else this.play();
  }

  protected seek(event: Event): void {
    this.position.set(Number((event.target as HTMLInputElement).value));
    if (this.audio) this.audio.currentTime = this.position() / 1000;
  }

  protected nextSpeed(): void {
    const next = SPEEDS[(SPEEDS.indexOf(this.speed()) + 1) % SPEEDS.length] ?? 1;
    this.speed.set(next);
    if (this.audio) this.audio.playbackRate = next;
  }

  private async start(): Promise<void> {
    this.loading.set(true);
    try {
      this.audio ??= await this.open();
      this.audio.playbackRate = this.speed();
      this.playback.started(this);
      await this.audio.play();
    } catch (error) {
      // An interruption by `pause` is no failure.
      if (!(error instanceof DOMException && error.name === 'AbortError')) this.failed(error);
    } finally {
      this.loading.set(false);
    }
  }

  private async open(): Promise<HTMLAudioElement> {
    const address = this.source() ?? (await this.addresses.get(this.sound().id))?.url;
    if (!address) throw new ApiProblem('attachment_not_found', 404, '');
    const audio = new Audio(address);
    audio.addEventListener('play', () => this.playing.set(true));
    audio.addEventListener('pause', () => this.playing.set(false));
    audio.addEventListener('timeupdate', () => this.position.set(audio.currentTime * 1000));
    audio.addEventListener('ended', () => {
      this.position.set(0);
      this.playback.ended(this);
    });
    audio.currentTime = this.position() / 1000;
    return audio;
  }

  /** The next attempt uses a new address and goes on at the same position. */
  private failed(error: unknown): void {
    this.audio = null;
    this.playing.set(false);
    this.addresses.invalidate(this.sound().id);
    this.problems.show(error instanceof ApiProblem ? error : ApiProblem.unreachable());
  }
}
