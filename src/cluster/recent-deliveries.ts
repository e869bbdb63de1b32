/** In milliseconds; longer than any poll looks back. */
const KEPT = 120_000;

/**
 * What this node has told its connections lately, by version: a hint and the poll that makes up for lost hints come to
 * the same thing, and tell of each change once.
 */
export class RecentDeliveries {
  /** The longest ago first. */
  private readonly told = new Map<string, { version: number; at: number }>();

  /** Whether a version, or a later one, was told here. */
  has(key: string, version: number): boolean {
    return (this.told.get(key)?.version ?? -Infinity) >= version;
  }

  /** @returns false when it was told already */
  record(key: string, version: number): boolean {
    if (this.has(key, version)) return false;
    this.told.delete(key);
    this.told.set(key, { version, at: Date.now() });
    for (const [old, { at }] of this.told) {
      if (at > Date.now() - KEPT) break;
      this.told.delete(old);
    }
    return true;
  }

  /** It could not be told. */
  forget(key: string): void {
    this.told.delete(key);
  }
}
