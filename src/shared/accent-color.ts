/** The shades of an accent colour in one theme. */
export interface AccentShades {
  primary: string;
  onPrimary: string;
  container: string;
  onContainer: string;
}

type Rgb = readonly [number, number, number];

/** WCAG 2.2, 1.4.3: what text needs against its background. */
export const MIN_CONTRAST = 4.5;
const HEX_COLOR = /^#[0-9a-f]{6}$/i;
const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
/** The surface of each theme, as in `styles.scss`; the accent is also the colour of links upon it. */
const LIGHT_SURFACE = '#fcfaf6';
const DARK_SURFACE = '#101514';
/** Steps between a colour and white or black. */
const STEPS = 50;

/** Why this colour cannot be the accent, with one that can; undefined if it can. */
export function accentProblem(color: string): string | undefined {
  if (!HEX_COLOR.test(color)) return 'must be a colour such as #1d5d50';
  const least = Math.min(contrast(color, LIGHT_SURFACE), contrast(color, '#ffffff'));
  if (least >= MIN_CONTRAST) return undefined;
  const usable = shadeWith(color, BLACK, (shade) => contrast(shade, LIGHT_SURFACE) >= MIN_CONTRAST);
  return `is too light: ${rounded(least)}:1 on the light background, and text needs 4.5:1. ${usable} would do`;
}

/** The shades of an accent colour that `accentProblem` accepts, for the light and the dark theme. */
export function accentShades(color: string): { light: AccentShades; dark: AccentShades } {
  const bright = shadeWith(color, WHITE, (shade) => contrast(shade, DARK_SURFACE) >= MIN_CONTRAST + 1);
  const deep = mixed(color, BLACK, 0.6);
  return {
    light: {
      primary: color.toLowerCase(),
      onPrimary: '#ffffff',
      container: mixed(color, WHITE, 0.82),
      onContainer: shadeWith(color, BLACK, (shade) => contrast(shade, mixed(color, WHITE, 0.82)) >= MIN_CONTRAST + 1),
    },
    dark: {
      primary: bright,
      onPrimary: DARK_SURFACE,
      container: deep,
      onContainer: shadeWith(bright, WHITE, (shade) => contrast(shade, deep) >= MIN_CONTRAST + 1),
    },
  };
}

/** The contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance). */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(rgbOf(one)), luminance(rgbOf(other))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** The shade nearest to the colour that is good enough, on the way to white or black; the end of the way if none is. */
function shadeWith(color: string, towards: Rgb, isGood: (shade: string) => boolean): string {
  for (let step = 0; step < STEPS; step++) {
    const shade = mixed(color, towards, step / STEPS);
    if (isGood(shade)) return shade;
  }
  return hexOf(towards);
}

const mixed = (color: string, towards: Rgb, share: number): string => {
  const [r, g, b] = rgbOf(color);
  const channel = (from: number, to: number) => Math.round(from + (to - from) * share);
  return hexOf([channel(r, towards[0]), channel(g, towards[1]), channel(b, towards[2])]);
};

const rgbOf = (color: string): Rgb => {
  const value = Number.parseInt(color.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
};

const hexOf = ([r, g, b]: Rgb): string => `#${((r << 16) | (g << 8) | b).toString(16).padStart(6, '0')}`;

const luminance = (rgb: Rgb): number => {
  const [r, g, b] = rgb.map((value) => linear(value / 255)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** Downwards: 4.48 is not 4.5. */
const rounded = (ratio: number): string => (Math.floor(ratio * 10) / 10).toFixed(1);
