import { inject, Injectable } from '@angular/core';
import { Texts } from '../i18n/texts.ts';

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** Formats durations in the language of the reader, in the largest unit that fits. */
@Injectable({ providedIn: 'root' })
export class Durations {
  private readonly texts = inject(Texts);

  /** 3 days */
  readonly format = (seconds: number): string => {
    const [unit, length] = UNITS.find(([, length]) => seconds >= length) ?? (['second', 1] as const);
    return this.number(Math.floor(seconds / length), unit, 'long');
  };

  /** 120 ms */
  readonly milliseconds = (count: number): string => this.number(count, 'millisecond', 'short');

  private number(count: number, unit: string, unitDisplay: 'long' | 'short'): string {
    return new Intl.NumberFormat(this.texts.locale(), { style: 'unit', unit, unitDisplay }).format(count);
  }
}
