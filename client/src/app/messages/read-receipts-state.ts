import type { Member } from '@api/rooms/members.dto.ts';

/** How far each has read, by person. */
export type LastReadSeqs = ReadonlyMap<string, number>;

/** A mark that only rises: an answer may be older than what was heard meanwhile. */
export function withLastReadSeq(marks: LastReadSeqs, userId: string, seq: number): LastReadSeqs {
  return (marks.get(userId) ?? -1) >= seq ? marks : new Map(marks).set(userId, seq);
}

/** Of everybody but oneself: as the list of members says, and as was heard since. */
export function fromMembers(members: readonly Member[], meId: string, heard: LastReadSeqs): LastReadSeqs {
  const others = members.filter(({ user }) => user.id !== meId);
  const told = new Map(others.map(({ user, lastReadSeq }) => [user.id, lastReadSeq] as const));
  const mine = [...heard].filter(([userId]) => told.has(userId));
  return mine.reduce<LastReadSeqs>((marks, [userId, seq]) => withLastReadSeq(marks, userId, seq), told);
}

export const countReaders = (marks: LastReadSeqs, seq: number): number =>
  [...marks.values()].filter((read) => read >= seq).length;
