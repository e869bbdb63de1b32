/** Longer than the window of any poll. */
const REMEMBERED_MS = 120_000;

/**
 * The versions that this node has recently sent to its sockets: the hint and the repair poll find the same change,
 * which is sent once.
 */
export class RecentDeliveries {
  /** Oldest first. */
  private readonly delivered = new Map<string, { version: number; at: number }>();

  /** Whether this version, or a later version, was delivered here. */
  has(key: string, version: number): boolean {
    return (this.delivered.get(key)?.version ?? -Infinity) >= version;
  }

  /** @returns false when it was delivered already */
  record(key: string, version: number): boolean {
    if (this.has(key, version)) return false;
    this.delivered.delete(key);
    this.delivered.set(key, { version, at: Date.now() });
    for (const [old, { at }] of this.delivered) {
      if (at > Date.now() - REMEMBERED_MS) break;
      this.delivered.delete(old);
    }
    return true;
  }

  /** The database has another history, in which the same versions are other changes. */
  clear(): void {
    this.delivered.clear();
  }

  /** The delivery failed. */
  forget(key: string): void {
    this.delivered.delete(key);
  }
}
