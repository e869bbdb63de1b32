import { signal } from '@angular/core';
import { limits } from '@api/shared/limits.ts';
import { volumeLevel, downsample } from './waveform.ts';

/** Formats that browsers can record and the server accepts, in the order of preference. */
const FORMATS = [
  { type: 'audio/webm;codecs=opus', ending: 'webm' },
  { type: 'audio/ogg;codecs=opus', ending: 'ogg' },
  { type: 'audio/mp4', ending: 'm4a' },
];
const SAMPLE_INTERVAL_MS = 100;
/** Enough for speech: ten minutes are about 3.6 MB, below the limit of a sound. */
const MAX_AUDIO_BITS_PER_SECOND = 48_000;

export interface VoiceRecording {
  readonly file: File;
  readonly waveform: readonly number[];
  readonly durationMs: number;
}

export const canRecord = (): boolean =>
  'mediaDevices' in navigator &&
  'MediaRecorder' in window &&
  FORMATS.some(({ type }) => MediaRecorder.isTypeSupported(type));

/** A recording from the microphone, until it is stopped or cancelled. */
export class Recording {
  private readonly levels: number[] = [];
  private readonly chunks: Blob[] = [];
  private readonly context = new AudioContext();
  private readonly analyser = this.context.createAnalyser();
  private readonly samples = new Float32Array(this.analyser.fftSize);
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly startedAt = Date.now();

  /** The current volume: 0–100. */
  readonly level = signal(0);
  /** Milliseconds recorded. */
  readonly elapsed = signal(0);
  /** Called when the longest duration is reached. */
  onLimit: () => void = () => undefined;

  private constructor(
    private readonly stream: MediaStream,
    private readonly recorder: MediaRecorder,
    private readonly format: { type: string; ending: string },
  ) {
    this.context.createMediaStreamSource(stream).connect(this.analyser);
    recorder.addEventListener('dataavailable', ({ data }) => this.chunks.push(data));
    recorder.start(1000);
    this.timer = setInterval(() => this.sample(), SAMPLE_INTERVAL_MS);
  }

  /** Asks for the microphone. @throws DOMException `NotAllowedError` or `NotFoundError` */
  static async start(): Promise<Recording> {
    const format = FORMATS.find(({ type }) => MediaRecorder.isTypeSupported(type));
    if (!format) throw new DOMException('No format to record in', 'NotSupportedError');
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const options = { mimeType: format.type, audioBitsPerSecond: MAX_AUDIO_BITS_PER_SECOND };
    return new Recording(stream, new MediaRecorder(stream, options), format);
  }

  async stop(): Promise<VoiceRecording> {
    const durationMs = Date.now() - this.startedAt;
    const ended = new Promise((resolve) => this.recorder.addEventListener('stop', resolve, { once: true }));
    if (this.recorder.state !== 'inactive') {
      this.recorder.stop();
      await ended;
    }
    this.release();
    const type = this.format.type.split(';')[0] ?? '';
    const name = `voice-${new Date(this.startedAt).toISOString().slice(0, 19).replaceAll(':', '-')}.${this.format.ending}`;
    return {
      file: new File(this.chunks, name, { type }),
      waveform: downsample(this.levels, limits.waveform),
      durationMs,
    };
  }

  cancel(): void {
    if (this.recorder.state !== 'inactive') this.recorder.stop();
    this.release();
  }

  /** Releases the microphone, whose indicator goes out. */
  private release(): void {
    clearInterval(this.timer);
    for (const track of this.stream.getTracks()) track.stop();
    void this.context.close().catch(() => undefined);
  }

  private sample(): void {
    this.analyser.getFloatTimeDomainData(this.samples);
    this.level.set(volumeLevel(this.samples));
    this.levels.push(this.level());
    this.elapsed.set(Date.now() - this.startedAt);
    if (this.elapsed() >= limits.audioDuration - 1000) this.onLimit();
  }
}
