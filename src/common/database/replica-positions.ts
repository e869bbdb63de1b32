/** What the primary had written at a time, and which history it is of. */
export interface Position {
  /** Bytes of the write-ahead log. */
  lsn: bigint;
  generation: number;
}

/** Longer than the most that a replica may lag behind. */
const MAX_POSITIONS = 60;

/**
 * How far a replica is behind, by what the primary had written when. It holds too for a replica that gets nothing any more,
 * which cannot tell it from a primary that writes nothing.
 */
export class ReplicaPositions {
  private readonly positions: (Position & { at: number })[] = [];

  /** @param at in milliseconds, of a clock that never goes back: before the primary was asked */
  note(at: number, position: Position): void {
    if (this.positions.at(-1)?.generation !== position.generation) this.positions.length = 0;
    this.positions.push({ ...position, at });
    if (this.positions.length > MAX_POSITIONS) this.positions.shift();
  }

  /** Milliseconds; infinite when it is not known to have anything of the last minute, or is of another history. */
  lagOf(replica: Position, now: number): number {
    const reached = this.positions.findLast(({ lsn }) => lsn <= replica.lsn);
    return reached?.generation === replica.generation ? now - reached.at : Infinity;
  }
}
