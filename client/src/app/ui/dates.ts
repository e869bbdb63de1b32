import { inject, Injectable } from '@angular/core';
import { Texts } from '../i18n/texts.ts';

const DAY_MS = 86_400_000;

const days = new Map<string, string>();
const MAX_CACHED_DAYS = 20_000;

/** `dayOf` with a cache, as long conversations need the days of thousands of messages repeatedly. */
export function cachedDayOf(time: string): string {
  const day = days.get(time) ?? dayOf(time);
  if (days.size >= MAX_CACHED_DAYS) days.clear();
  days.set(time, day);
  return day;
}

/** The calendar day of a time in the reader's time zone. */
export function dayOf(time: string | number): string {
  const date = new Date(time);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** Formats times in the language of the reader. */
@Injectable({ providedIn: 'root' })
export class Dates {
  private readonly texts = inject(Texts);
  private readonly formats = new Map<string, Intl.DateTimeFormat>();

  /** 10:32 */
  readonly time = (at: string): string => this.format(at, { timeStyle: 'short' });

  /** Friday, 20 November 2026 at 10:32 */
  readonly full = (at: string): string => this.format(at, { dateStyle: 'full', timeStyle: 'short' });

  /** 20 Nov 2026, 10:32 */
  readonly moment = (at: string): string => this.format(at, { dateStyle: 'medium', timeStyle: 'short' });

  /** 10:32 today, else 20 Nov 2026, 10:32 */
  readonly within = (at: string): string => (dayOf(at) === dayOf(Date.now()) ? this.time(at) : this.moment(at));

  /** Today, Yesterday, or the date. */
  readonly day = (at: string): string => {
    if (dayOf(at) === dayOf(Date.now())) return this.texts.t('date.today');
    if (dayOf(at) === dayOf(Date.now() - DAY_MS)) return this.texts.t('date.yesterday');
    const year = new Date(at).getFullYear() === new Date().getFullYear() ? undefined : 'numeric';
    return this.format(at, { weekday: 'long', day: 'numeric', month: 'long', year });
  };

  /** For lists: the time today, the weekday in the last six days, else the date. */
  readonly brief = (at: string): string => {
    if (dayOf(at) === dayOf(Date.now())) return this.time(at);
    if (Date.now() - Date.parse(at) < 6 * DAY_MS) return this.format(at, { weekday: 'short' });
    return this.format(at, { day: 'numeric', month: 'numeric', year: '2-digit' });
  };

  private format(at: string, options: Intl.DateTimeFormatOptions): string {
    const key = this.texts.locale() + JSON.stringify(options);
    const format = this.formats.get(key) ?? new Intl.DateTimeFormat(this.texts.locale(), options);
    this.formats.set(key, format);
    return format.format(new Date(at));
  }
}
