import { inject, Injectable, signal } from '@angular/core';
import { Texts } from '../i18n/texts.ts';

const DAY_MS = 86_400_000;
const MAX_WAIT_MS = 30_000;

const days = new Map<string, string>();
const MAX_CACHED_DAYS = 20_000;
const MAX_FORMATTED = 5_000;

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

/** The start of today, or of a day before it, in the reader's time zone. */
export function startOfDay(daysBack: number, now = new Date()): string {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysBack).toISOString();
}

/** Days since 1970 of a time's calendar day in the reader's time zone, whatever the lengths of the days between. */
const dayNumber = (date: Date): number => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY_MS;

/**
 * Formats times in the language of the reader. Texts that depend on the current day follow it at the reader's midnight
 * where they are read reactively.
 */
@Injectable({ providedIn: 'root' })
export class Dates {
  private readonly texts = inject(Texts);
  private readonly today = signal(dayNumber(new Date()));
  private readonly formats = new Map<string, Intl.DateTimeFormat>();
  private readonly formatted = new Map<string, string>();

  /** 10:32 */
  readonly time = (at: string): string => this.format(at, { timeStyle: 'short' });

  /** Friday, 20 November 2026 at 10:32 */
  readonly full = (at: string): string => this.format(at, { dateStyle: 'full', timeStyle: 'short' });

  /** 20 Nov 2026, 10:32 */
  readonly moment = (at: string): string => this.format(at, { dateStyle: 'medium', timeStyle: 'short' });

  /** 10:32, by the clock of a zone that the browser knows. */
  readonly timeIn = (timeZone: string, now: number): string =>
    new Intl.DateTimeFormat(this.texts.locale(), { timeStyle: 'short', timeZone }).format(now);

  /** 10:32 today, else 20 Nov 2026, 10:32 */
  readonly within = (at: string): string => (this.daysAgo(at) === 0 ? this.time(at) : this.moment(at));

  /** Today, Yesterday, or the date. */
  readonly day = (at: string): string => {
    const daysAgo = this.daysAgo(at);
    if (daysAgo === 0) return this.texts.t('date.today');
    if (daysAgo === 1) return this.texts.t('date.yesterday');
    const year = new Date(at).getFullYear() === new Date().getFullYear() ? undefined : 'numeric';
    return this.format(at, { weekday: 'long', day: 'numeric', month: 'long', year });
  };

  /** For lists: the time today, the weekday in the last six days, else 20 Nov, with the year where it is another. */
  readonly brief = (at: string): string => {
    const daysAgo = this.daysAgo(at);
    if (daysAgo === 0) return this.time(at);
    if (daysAgo > 0 && daysAgo <= 6) return this.format(at, { weekday: 'short' });
    const year = new Date(at).getFullYear() === new Date().getFullYear() ? undefined : 'numeric';
    return this.format(at, { day: 'numeric', month: 'short', year });
  };

  constructor() {
    const update = () => this.today.set(dayNumber(new Date()));
    for (const event of ['visibilitychange', 'resume']) document.addEventListener(event, update);
    for (const event of ['focus', 'pageshow']) window.addEventListener(event, update);
    this.waitForMidnight(update);
  }

  /** In steps, because a timer does not advance while the computer sleeps. */
  private waitForMidnight(update: () => void): void {
    const now = new Date();
    const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
    setTimeout(
      () => {
        update();
        this.waitForMidnight(update);
      },
      Math.min(midnight.getTime() - now.getTime(), MAX_WAIT_MS),
    );
  }

  /** Calendar days since a time; negative for a later day. */
  private daysAgo(at: string): number {
    return this.today() - dayNumber(new Date(at));
  }

  /** What was formatted before is not formatted again: a room that is opened asks for the times of all its rows. */
  private format(at: string, options: Intl.DateTimeFormatOptions): string {
    const key = this.texts.locale() + JSON.stringify(options);
    const known = this.formatted.get(key + at);
    if (known !== undefined) return known;
    const format = this.formats.get(key) ?? new Intl.DateTimeFormat(this.texts.locale(), options);
    const text = format.format(new Date(at));
    if (this.formatted.size >= MAX_FORMATTED) this.formatted.clear();
    this.formats.set(key, format);
    this.formatted.set(key + at, text);
    return text;
  }
}
