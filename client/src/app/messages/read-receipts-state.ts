import type { Member } from '@api/rooms/members.dto.ts';

/** How far each has read, by person. */
export type Marks = ReadonlyMap<string, number>;

/** A mark that only rises: an answer may be older than what was heard meanwhile. */
export function furthest(marks: Marks, userId: string, seq: number): Marks {
  return (marks.get(userId) ?? -1) >= seq ? marks : new Map(marks).set(userId, seq);
}

/** Of everybody but oneself: as the list of members says, and as was heard since. */
export function startFrom(members: readonly Member[], meId: string, heard: Marks): Marks {
  const others = members.filter(({ user }) => user.id !== meId);
  const told = new Map(others.map(({ user, lastReadSeq }) => [user.id, lastReadSeq] as const));
  const mine = [...heard].filter(([userId]) => told.has(userId));
  return mine.reduce<Marks>((marks, [userId, seq]) => furthest(marks, userId, seq), told);
}

export const readersOf = (marks: Marks, seq: number): number =>
  [...marks.values()].filter((read) => read >= seq).length;
