import type { Socket } from 'socket.io';
import { commandRates, rates } from '../common/rate-limits.ts';

interface Window {
  endsAt: number;
  count: number;
}

const windows = new WeakMap<Socket, Map<string, Window>>();

/**
 * Counts one more command of a socket: in all, and of its kind where that has a limit of its own. A count per socket
 * is enough here: what must be counted over all nodes has a limit by person or address besides.
 * @returns seconds to wait, or 0
 */
export function takeCommand(socket: Socket, command: string, scale: number): number {
  const own = Object.hasOwn(commandRates, command) ? commandRates[command as keyof typeof commandRates] : undefined;
  return Math.max(take(socket, 'any', rates.command, scale), own ? take(socket, command, own, scale) : 0);
}

function take(socket: Socket, name: string, [times, seconds]: readonly [number, number], scale: number): number {
  const mine = windows.get(socket) ?? new Map<string, Window>();
  windows.set(socket, mine);
  const now = Date.now();
  const window = mine.get(name);
  if (!window || window.endsAt <= now) {
    mine.set(name, { endsAt: now + seconds * 1000, count: 1 });
    return 0;
  }
  window.count++;
  return window.count > times * scale ? Math.ceil((window.endsAt - now) / 1000) : 0;
}
