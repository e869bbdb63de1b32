import { commandRateLimits, rateLimits } from '../common/limits/rate-limits.ts';

interface Window {
  endsAt: number;
  count: number;
}

/**
 * Counts the commands of a socket: all of them, and those of a name with its own limit. A count per socket is enough
 * here: what must be counted over all nodes has a limit per person or address as well.
 */
export class CommandRates {
  private readonly windows = new Map<string, Window>();

  /** Counts another command. @returns seconds to wait, or 0 */
  take(command: string, scale: number): number {
    const own = Object.hasOwn(commandRateLimits, command)
      ? commandRateLimits[command as keyof typeof commandRateLimits]
      : undefined;
    return Math.max(this.count('any', rateLimits.command, scale), own ? this.count(command, own, scale) : 0);
  }

  private count(name: string, [times, seconds]: readonly [number, number], scale: number): number {
    const now = Date.now();
    const window = this.windows.get(name);
    if (!window || window.endsAt <= now) {
      this.windows.set(name, { endsAt: now + seconds * 1000, count: 1 });
      return 0;
    }
    window.count++;
    return window.count > times * scale ? Math.ceil((window.endsAt - now) / 1000) : 0;
  }
}
