/** The volume of samples (-1 … 1) on a logarithmic scale: 0 at -50 dB and below, 100 from -5 dB up. */
export function volumeLevel(samples: Float32Array): number {
  const mean = samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length);
  const decibels = 10 * Math.log10(Math.max(mean, 1e-10));
  return Math.round(Math.min(1, Math.max(0, (decibels + 50) / 45)) * 100);
}

/** Reduces any number of levels to `steps`: the maximum of each interval, so that short sounds stay visible. */
export function downsample(levels: readonly number[], steps: number): number[] {
  return Array.from({ length: steps }, (_, step) => {
    const from = Math.floor((step * levels.length) / steps);
    const to = Math.max(from + 1, Math.floor(((step + 1) * levels.length) / steps));
    return Math.max(0, ...levels.slice(from, to));
  });
}
