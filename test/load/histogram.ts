/** 32 classes per doubling: the error is below 3 %. */
const BUCKETS_PER_DOUBLING = 32;
const SMALLEST_MS = 0.001;

/** Counts durations in milliseconds and answers quantiles. */
export class Histogram {
  count = 0;
  longest = 0;
  private readonly classes = new Uint32Array(BUCKETS_PER_DOUBLING * 32);

  add(milliseconds: number): void {
    const index = Math.log2(Math.max(milliseconds, SMALLEST_MS) / SMALLEST_MS) * BUCKETS_PER_DOUBLING;
    const at = Math.min(this.classes.length - 1, Math.ceil(index));
    this.classes[at] = (this.classes[at] ?? 0) + 1;
    this.count++;
    this.longest = Math.max(this.longest, milliseconds);
  }

  /** @param share 0.99 for the time that 99 of 100 did not exceed; NaN when nothing was counted */
  quantile(share: number): number {
    if (!this.count) return Number.NaN;
    let left = Math.ceil(this.count * share);
    const at = this.classes.findIndex((count) => (left -= count) <= 0);
    return Math.min(SMALLEST_MS * 2 ** (at / BUCKETS_PER_DOUBLING), this.longest);
  }
}
