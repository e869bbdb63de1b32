export interface Device {
  /** As people call it; null when nobody would recognise what it says of itself. */
  browser: string | null;
  system: string | null;
  handheld: boolean;
}

/** In this order: nearly every browser also claims to be those below it. */
const BROWSERS: [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\b(?:OPR|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|HeadlessChrome|CriOS)\//, 'Chrome'],
  [/\bVersion\/[\d.]+.*\bSafari\//, 'Safari'],
];

const SYSTEMS: [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\b(?:Macintosh|Mac OS X)\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

const named = (list: [RegExp, string][], userAgent: string) =>
  list.find(([pattern]) => pattern.test(userAgent))?.[1] ?? null;

/** What a browser says of itself, in the two words by which its owner recognises it. */
export function parseUserAgent(userAgent: string): Device {
  const system = named(SYSTEMS, userAgent);
  const handheld = system === 'iPhone' || (system === 'Android' && /\bMobile\b/.test(userAgent));
  return { browser: named(BROWSERS, userAgent), system, handheld };
}
