import { Injectable } from '@angular/core';

/** Two soft notes, a fourth apart: frequency in Hz, start and length in seconds. */
const NOTES = [
  { frequency: 659.3, at: 0, length: 0.5 },
  { frequency: 880, at: 0.11, length: 0.7 },
];
const MAX_GAIN = 0.12;

/** Plays the notification sound, synthesised without a file. */
@Injectable({ providedIn: 'root' })
export class NotificationSound {
  private context: AudioContext | undefined;

  async play(): Promise<void> {
    try {
      this.context ??= new AudioContext();
      // Browsers keep a page silent until the first click or key.
      if (this.context.state !== 'running') await this.context.resume();
      for (const note of NOTES) play(this.context, note);
    } catch {
      // No sound on this device.
    }
  }
}

function play(context: AudioContext, { frequency, at, length }: (typeof NOTES)[number]): void {
  const begin = context.currentTime + at;
  const tone = new OscillatorNode(context, { type: 'sine', frequency });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.linearRampToValueAtTime(MAX_GAIN, begin + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0001, begin + length);
  tone.connect(volume).connect(context.destination);
  tone.start(begin);
  tone.stop(begin + length);
}
