const WIDTH = 720;
const ROW_HEIGHT = 26;
const LABEL_WIDTH = 240;
const TOP = 64;
const BOTTOM = 44;
/** Space right of a bar or a line for its number. */
const VALUE_WIDTH = 110;
const PLOT_WIDTH = WIDTH - LABEL_WIDTH - VALUE_WIDTH;
const LINE_HEIGHT = 220;
/** Told apart without colours too: by a dash of the line. */
const SERIES = [
  { light: '#0969da', dark: '#58a6ff', dash: '' },
  { light: '#9a6700', dark: '#d29922', dash: '7 4' },
  { light: '#8250df', dark: '#bc8cff', dash: '2 3' },
  { light: '#1a7f37', dark: '#3fb950', dash: '10 3 2 3' },
] as const;

export interface BarChart {
  title: string;
  /** How the numbers are to be read. */
  note: string;
  bars: { label: string; value: number; text: string }[];
  /** A value that a line is drawn at. */
  mark?: { value: number; text: string };
}

export interface LineChart {
  title: string;
  note: string;
  /** What the points of each line stand at, from left to right. */
  places: string[];
  series: { name: string; values: number[] }[];
  unit: string;
}

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const style = `text{font:13px system-ui,sans-serif;fill:#1f2328}.note{font-size:12px;fill:#59636e}.title{font-size:16px;font-weight:600}
.axis{stroke:#818b98;stroke-width:1}.mark{stroke:#59636e;stroke-dasharray:4 3}
${SERIES.map(({ light }, n) => `.s${n}{stroke:${light}}.f${n}{fill:${light}}`).join('')}
@media (prefers-color-scheme:dark){text{fill:#f0f6fc}.note{fill:#9198a1}.mark{stroke:#9198a1}
${SERIES.map(({ dark }, n) => `.s${n}{stroke:${dark}}.f${n}{fill:${dark}}`).join('')}}`;

const text = (x: number, y: number, content: string, attributes = '') =>
  `<text x="${round(x)}" y="${round(y)}"${attributes && ` ${attributes}`}>${escaped(content)}</text>`;

const round = (number: number) => Math.round(number * 10) / 10;

/** A picture that screen readers read as its title and all of its numbers; light or dark as the reader prefers. */
function picture(
  height: number,
  { title, note }: { title: string; note: string },
  numbers: string[],
  content: string[],
) {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title numbers">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="numbers">${escaped([...numbers, note].join('; '))}</desc>`,
    `<style>${style}</style>`,
    text(0, 20, title, 'class="title"'),
    text(0, 42, note, 'class="note"'),
    ...content,
    '</svg>',
    '',
  ].join('\n');
}

export function barChart(chart: BarChart): string {
  const { bars, mark } = chart;
  const most = Math.max(...bars.map(({ value }) => value), mark?.value ?? 0);
  const at = (value: number) => (value / most) * PLOT_WIDTH;
  const bottom = TOP + bars.length * ROW_HEIGHT;
  // The number of a short bar stands behind the mark.
  const rows = bars.flatMap(({ label, value, text: number }, row) => {
    const y = TOP + row * ROW_HEIGHT;
    return [
      text(LABEL_WIDTH - 10, y + 17, label, 'text-anchor="end"'),
      `<rect class="f0" x="${LABEL_WIDTH}" y="${y + 4}" width="${round(Math.max(1, at(value)))}" height="${ROW_HEIGHT - 8}" rx="2"/>`,
      text(LABEL_WIDTH + at(value < (mark?.value ?? 0) ? (mark?.value ?? 0) : value) + 8, y + 17, number),
    ];
  });
  const x = round(LABEL_WIDTH + at(mark?.value ?? 0));
  const marked = mark
    ? [
        `<line class="mark" x1="${x}" y1="${TOP}" x2="${x}" y2="${bottom + 6}"/>`,
        text(x, bottom + 22, mark.text, 'class="note" text-anchor="middle"'),
      ]
    : [];
  const numbers = bars.map(({ label, text: number }) => `${label}: ${number}`);
  return picture(bottom + BOTTOM, chart, numbers, [...rows, ...marked]);
}

/** Values on a logarithmic scale, so that small and large ones can be read. */
export function lineChart(chart: LineChart): string {
  const { places, series, unit } = chart;
  const all = series.flatMap(({ values }) => values);
  const [least, most] = [Math.log10(Math.min(...all)) - 0.05, Math.log10(Math.max(...all)) + 0.05];
  const left = 60;
  const x = (place: number) => left + (place / Math.max(1, places.length - 1)) * (WIDTH - left - LABEL_WIDTH);
  const y = (value: number) => TOP + LINE_HEIGHT * (1 - (Math.log10(value) - least) / (most - least));
  const bottom = TOP + LINE_HEIGHT;
  const lines = series.map(({ values }, n) => {
    const { dash } = SERIES[n % SERIES.length] ?? SERIES[0];
    const points = values.map((value, place) => `${round(x(place))},${round(y(value))}`).join(' ');
    return `<polyline class="s${n % SERIES.length}" fill="none" stroke-width="2.5"${dash && ` stroke-dasharray="${dash}"`} points="${points}"/>`;
  });
  const ends = apart(series.map(({ values }) => y(values.at(-1) ?? 1)));
  const names = series.map(({ name, values }, n) =>
    text(x(places.length - 1) + 10, (ends[n] ?? 0) + 4, `${name}: ${number(values.at(-1) ?? 0)} ${unit}`),
  );
  const starts = apart(series.map(({ values }) => y(values[0] ?? 1)));
  const firsts = series.map(({ values }, n) =>
    text(left - 8, (starts[n] ?? 0) + 4, number(values[0] ?? 0), 'text-anchor="end"'),
  );
  const axis = [
    `<line class="axis" x1="${left}" y1="${bottom}" x2="${round(x(places.length - 1))}" y2="${bottom}"/>`,
    ...places.map((place, n) => text(x(n), bottom + 18, place, 'class="note" text-anchor="middle"')),
  ];
  const numbers = series.map(
    ({ name, values }) => `${name}: ${values.map((value, n) => `${places[n]}: ${number(value)} ${unit}`).join(', ')}`,
  );
  return picture(bottom + BOTTOM, chart, numbers, [...axis, ...lines, ...firsts, ...names]);
}

/** Places of labels that would cover each other, moved down from the top one. */
function apart(places: number[]): number[] {
  const order = places.map((_, n) => n).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
  const moved = [...places];
  for (const [rank, n] of order.entries()) {
    const above = order[rank - 1];
    if (above !== undefined) moved[n] = Math.max(moved[n] ?? 0, (moved[above] ?? 0) + 17);
  }
  return moved;
}

export const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(2)));
