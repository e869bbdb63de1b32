/** 32 classes per doubling: no answer is off by more than 3 %. */
const CLASSES = 32;
const SMALLEST = 0.001;

/** Counts durations in milliseconds and tells below which one a share of them lies. */
export class Histogram {
  count = 0;
  longest = 0;
  private readonly classes = new Uint32Array(CLASSES * 32);

  add(milliseconds: number): void {
    const place = Math.log2(Math.max(milliseconds, SMALLEST) / SMALLEST) * CLASSES;
    const at = Math.min(this.classes.length - 1, Math.ceil(place));
    this.classes[at] = (this.classes[at] ?? 0) + 1;
    this.count++;
    this.longest = Math.max(this.longest, milliseconds);
  }

  /** @param share 0.99 for the time that 99 of 100 did not exceed; NaN when nothing was counted */
  quantile(share: number): number {
    if (!this.count) return Number.NaN;
    let left = Math.ceil(this.count * share);
    const at = this.classes.findIndex((count) => (left -= count) <= 0);
    return Math.min(SMALLEST * 2 ** (at / CLASSES), this.longest);
  }
}
