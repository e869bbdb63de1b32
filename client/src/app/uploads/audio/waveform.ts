/** How loud a stretch of samples (-1 … 1) is to the ear: 0–100, from 50 dB below the loudest up. */
export function volumeLevel(samples: Float32Array): number {
  const mean = samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length);
  const decibels = 10 * Math.log10(Math.max(mean, 1e-10));
  return Math.round(Math.min(1, Math.max(0, (decibels + 50) / 45)) * 100);
}

/** Any number of levels, drawn in `steps`: the loudest of each stretch, so that no word disappears. */
export function downsample(levels: readonly number[], steps: number): number[] {
  return Array.from({ length: steps }, (_, step) => {
    const from = Math.floor((step * levels.length) / steps);
    const to = Math.max(from + 1, Math.floor(((step + 1) * levels.length) / steps));
    return Math.max(0, ...levels.slice(from, to));
  });
}
