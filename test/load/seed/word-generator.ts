import { weightedSampler } from './random.ts';

const ONSETS = 'b br c ch d dr f fl g gr h j k l m n p pl qu r s sh st t th tr v w z'.split(' ');
const VOWELS = 'a e i o u ai ea ee oo ou'.split(' ');
const CODAS = ['', '', '', 'n', 'r', 's', 't', 'l', 'm', 'ck', 'nd', 'rt'];
const VOCABULARY_SIZE = 20_000;

/** Generates words as in natural text: a few are very common, many are rare (Zipf's law), and the common ones are short. */
export class WordGenerator {
  /** From the most common to the rarest. */
  readonly list: readonly string[];
  private readonly draw: () => number;
  private readonly random: () => number;

  constructor(random: () => number) {
    this.random = random;
    const words = new Set<string>();
    while (words.size < VOCABULARY_SIZE) words.add(this.make(words.size));
    this.list = [...words];
    this.draw = weightedSampler(
      this.list.map((_, rank) => 1 / (rank + 3)),
      random,
    );
  }

  /** A message body: usually a line, sometimes a paragraph. */
  sentence(): string {
    const length = 1 + Math.floor(Math.exp(this.random() * 2 + this.random() * 1.6));
    let text = this.list[this.draw()] ?? '';
    for (let word = 1; word < length; word++) text += ` ${this.list[this.draw()] ?? ''}`;
    return text.charAt(0).toUpperCase() + text.slice(1);
  }

  private make(rank: number): string {
    const syllables = rank < 100 ? 1 : rank < 3000 ? 2 : 3;
    const pick = (parts: readonly string[]) => parts[Math.floor(this.random() * parts.length)] ?? '';
    return Array.from({ length: syllables }, () => pick(ONSETS) + pick(VOWELS) + pick(CODAS)).join('');
  }
}
