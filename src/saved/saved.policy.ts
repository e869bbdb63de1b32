import { limits } from '../shared/limits.ts';
import type { SavedEntry, SaveMessage } from './saved.dto.ts';

const DAY_MS = 86_400_000;

/** Why a reminder cannot be set so, or undefined. A time that is over is refused, never moved. */
export function reminderProblem({ remindAt, state }: SaveMessage, now: Date): string | undefined {
  if (!remindAt) return undefined;
  if (state === 'done') return 'belongs to an open entry: leave out the state, or the reminder';
  const ahead = new Date(remindAt).getTime() - now.getTime();
  if (ahead <= 0) return 'lies in the past: choose a time that is still to come';
  return ahead > limits.reminderDays * DAY_MS ? 'lies more than ten years ahead' : undefined;
}

/** Whether a request does nothing but mark an entry as done or remove its reminder: that needs no right to the message. */
export const endsEntry = ({ state, note, remindAt }: SaveMessage): boolean =>
  note === undefined && !remindAt && (state === 'done' || (state === undefined && remindAt === null));

/** An entry after a request; what the request leaves out stays as it is. Who is done is not reminded. */
export function changedEntry(before: SavedEntry, { state, note, remindAt }: SaveMessage): SavedEntry {
  const entry = {
    ...before,
    state: state ?? (remindAt ? 'open' : before.state),
    note: note ?? before.note,
    ...(remindAt !== undefined && { remindAt: remindAt && new Date(remindAt).toISOString(), remindedAt: null }),
  };
  return entry.state === 'done' ? { ...entry, remindAt: null, remindedAt: null } : entry;
}
