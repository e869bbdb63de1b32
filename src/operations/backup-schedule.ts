const DAY_MS = 86_400_000;

/** The latest moment at or before `now` at which a backup is due. @param at `HH:MM` in UTC */
export function lastDue(now: Date, at: string): Date {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), hours, minutes);
  return new Date(today <= now.getTime() ? today : today - DAY_MS);
}

/** The names that go: all but the newest `keep`. @param names oldest first */
export const surplus = (names: string[], keep: number): string[] => names.slice(0, Math.max(0, names.length - keep));
