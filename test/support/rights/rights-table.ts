/** A row of a table of rights: who it is about, and what is written under each action. */
export interface RightsRow {
  who: string[];
  /** The same in one line. */
  title: string;
  rights: Record<string, string>;
}

/**
 * Reads a table of rights that was written out by hand, for tests that compare each row with what the code says:
 *
 *     room    | role             | read post
 *     private | owner, moderator | ✓    ✓
 *     private | –                | –    –
 *
 * The last column holds one word for each action. Names separated by commas stand for a row each.
 */
export function rightsTable(table: string): RightsRow[] {
  const [head = [], ...lines] = table
    .split('\n')
    .filter((line) => line.includes('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const actions = wordsOf(head);
  return lines.flatMap((line) => {
    const words = wordsOf(line);
    if (line.length !== head.length || words.length !== actions.length)
      throw new Error(`This row does not fit its table: ${line.join(' | ')}`);
    const rights = Object.fromEntries(actions.map((action, index) => [action, words[index] ?? '']));
    return combinations(line.slice(0, -1)).map((who) => ({ who, title: who.join(', '), rights }));
  });
}

const wordsOf = (line: string[]): string[] => line.at(-1)?.split(/\s+/) ?? [];

const combinations = (cells: string[]): string[][] =>
  cells.reduce<string[][]>(
    (before, cell) => before.flatMap((names) => cell.split(/,\s*/).map((name) => [...names, name])),
    [[]],
  );

/** How a table writes that something is allowed or not. */
export const mark = (allowed: boolean): '✓' | '–' => (allowed ? '✓' : '–');
