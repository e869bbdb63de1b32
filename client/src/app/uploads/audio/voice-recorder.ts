import { Component, computed, DestroyRef, effect, ElementRef, inject, output, signal, viewChild } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatSnackBar } from '@angular/material/snack-bar';
import { Tooltip } from '../../ui/tooltip.ts';
import { Icon } from '../../ui/icon.ts';
import { type TextKey, Texts } from '../../i18n/texts.ts';
import { duration } from '../../ui/file-size.ts';
import { canRecord, type VoiceRecording, Recording } from './recording.ts';
import { type RecordingGesture, recordingGesture } from './recording-gesture.ts';

/** A press up to this long is a tap, after which the recording goes on; a longer press ends it on release. */
const MAX_TAP_MS = 500;

/**
 * Records a voice message: a tap starts and ends it, or it lasts as long as the button is held. Sliding the held finger
 * sideways discards the recording, sliding it up keeps it running. A finished recording is attached to the draft, where
 * it can be played before it is sent.
 */
@Component({
  selector: 'parley-voice-recorder',
  imports: [Icon, MatIconButton, Tooltip],
  template: `
    @if (recording(); as current) {
      <div class="bar" role="group" [class.discards]="gesture() === 'discard'" [attr.aria-label]="t('voice.recording')">
        <button matIconButton type="button" [attr.aria-label]="t('voice.cancel')" (click)="cancel()">
          <parley-icon name="trash" />
        </button>
        <span class="light" aria-hidden="true"></span>
        <time role="timer">{{ time() }}</time>
        @if (held()) {
          <span class="hint">{{ t(gesture() === 'discard' ? 'voice.let-go' : 'voice.slide') }}</span>
        } @else {
          <span class="level" aria-hidden="true"><span [style.width.%]="current.level()"></span></span>
          <button #end matIconButton class="stop" type="button" [attr.aria-label]="t('voice.stop')" (click)="stop()">
            <parley-icon name="check" />
          </button>
        }
      </div>
    }
    @if (isSupported) {
      <button
        matIconButton
        type="button"
        #mic
        class="mic"
        [class.live]="recording()"
        [matTooltip]="t('voice.record')"
        [attr.aria-label]="t('voice.record')"
        [attr.aria-hidden]="isCovered() ? true : null"
        [attr.tabindex]="isCovered() ? -1 : 0"
        (pointerdown)="press($event)"
        (pointermove)="move($event)"
        (pointerup)="release()"
        (pointercancel)="held.set(false)"
        (click)="click($event)"
      >
        <parley-icon name="mic" />
      </button>
    }
  `,
  styleUrl: './voice-recorder.scss',
})
export class VoiceRecorder {
  private readonly snackBar = inject(MatSnackBar);
  protected readonly t = inject(Texts).t;
  readonly recorded = output<VoiceRecording>();

  protected readonly isSupported = canRecord();
  protected readonly recording = signal<Recording | null>(null);
  protected readonly time = computed(() => duration(this.recording()?.elapsed() ?? 0));
  private isStarting = false;
  private pressed = { at: 0, x: 0, y: 0 };
  /** Whether a finger is on the button and has not slid up. */
  protected readonly held = signal(false);
  protected readonly gesture = signal<RecordingGesture>('keep');
  private wasReleased = false;
  /** Whether the bar of the recording, which has a button to end it, lies over the button that started it. */
  protected readonly isCovered = computed(() => this.recording() !== null && !this.held());
  private readonly end = viewChild<unknown, ElementRef<HTMLElement>>('end', { read: ElementRef });
  private readonly mic = viewChild<unknown, ElementRef<HTMLElement>>('mic', { read: ElementRef });

  constructor() {
    effect(() => this.end()?.nativeElement.focus());
    inject(DestroyRef).onDestroy(() => this.recording()?.cancel());
  }

  protected press({ button, clientX: x, clientY: y, pointerId, currentTarget }: PointerEvent): void {
    if (button !== 0 || this.recording()) return;
    // The bar that shows the recording will cover the button.
    if (currentTarget instanceof Element) currentTarget.setPointerCapture(pointerId);
    this.pressed = { at: Date.now(), x, y };
    this.wasReleased = false;
    this.gesture.set('keep');
    this.held.set(true);
    void this.start();
  }

  protected move({ clientX, clientY }: PointerEvent): void {
    if (!this.held()) return;
    this.gesture.set(recordingGesture(clientX - this.pressed.x, clientY - this.pressed.y));
    if (this.gesture() === 'lock') this.held.set(false);
  }

  protected release(): void {
    const isTap = Date.now() - this.pressed.at < MAX_TAP_MS && this.gesture() === 'keep';
    const keepsRunning = isTap || this.gesture() === 'lock';
    this.held.set(false);
    this.wasReleased = !isTap;
    if (keepsRunning) return;
    if (this.gesture() === 'discard') this.cancel();
    else void this.stop();
  }

  /** The click after a handled pointer press is ignored; others come from the keyboard or a second tap. */
  protected click({ detail }: MouseEvent): void {
    const byPointer = detail > 0 && Date.now() - this.pressed.at < MAX_TAP_MS;
    if (byPointer || this.wasReleased) this.wasReleased = false;
    else if (this.recording()) void this.stop();
    else void this.start();
  }

  protected async stop(): Promise<void> {
    const recording = this.recording();
    this.recording.set(null);
    if (recording) this.recorded.emit(await recording.stop());
  }

  protected cancel(): void {
    this.recording()?.cancel();
    this.recording.set(null);
    this.mic()?.nativeElement.focus();
  }

  private async start(): Promise<void> {
    if (this.isStarting || this.recording()) return;
    this.isStarting = true;
    try {
      const recording = await Recording.start();
      recording.onLimit = () => void this.stop();
      this.recording.set(recording);
    } catch (error) {
      this.snackBar.open(this.t(reasonOf(error)), this.t('close'), { duration: 8000 });
    } finally {
      this.isStarting = false;
    }
  }
}

function reasonOf(error: unknown): TextKey {
  const name = error instanceof DOMException ? error.name : '';
  return name === 'NotAllowedError' ? 'voice.not-allowed' : 'voice.not-found';
}
