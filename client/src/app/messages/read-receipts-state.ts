import type { Member } from '@api/rooms/members/members.dto.ts';

/** The `lastReadSeq` of members, by user id. */
export type LastReadSeqs = ReadonlyMap<string, number>;

/** Only ever raises a `lastReadSeq`: an answer may be older than an event that came meanwhile. */
export function withLastReadSeq(seqs: LastReadSeqs, userId: string, seq: number): LastReadSeqs {
  return (seqs.get(userId) ?? -1) >= seq ? seqs : new Map(seqs).set(userId, seq);
}

/** Of all members but the reader: from the list of members, and from the events since. */
export function fromMembers(members: readonly Member[], meId: string, received: LastReadSeqs): LastReadSeqs {
  const others = members.filter(({ user }) => user.id !== meId);
  const listed = new Map(others.map(({ user, lastReadSeq }) => [user.id, lastReadSeq] as const));
  const ofMembers = [...received].filter(([userId]) => listed.has(userId));
  return ofMembers.reduce<LastReadSeqs>((seqs, [userId, seq]) => withLastReadSeq(seqs, userId, seq), listed);
}

export const countReaders = (seqs: LastReadSeqs, seq: number): number =>
  [...seqs.values()].filter((lastReadSeq) => lastReadSeq >= seq).length;
