import type { CompactEmoji } from 'emojibase';

/** One emoji, by whatever people look for it. */
export interface Emoji {
  readonly emoji: string;
  readonly label: string;
  /** Its category: 0 faces, 1 people, 3 nature, 4 food, 5 travel, 6 activities, 7 things, 8 symbols, 9 flags. */
  readonly group: number;
  /** What one types between colons. */
  readonly codes: readonly string[];
  readonly tags: readonly string[];
  /** The same with skin, from the lightest to the darkest; empty where there is no skin. */
  readonly tones: readonly string[];
}

type Codes = Readonly<Record<string, string | string[]>>;

/** Building blocks of other emoji: nobody looks for them. */
const COMPONENTS = 2;

/** The list to choose from, out of the published data: names in one's language, and the codes of GitHub and Slack. */
export function buildEmojiList(data: readonly CompactEmoji[], ...sources: readonly Codes[]): Emoji[] {
  return data.flatMap(({ unicode, label, group, hexcode, tags, skins }) => {
    if (group === undefined || group === COMPONENTS) return [];
    const codes = [...new Set(sources.flatMap((source) => source[hexcode] ?? []))];
    // Two people may have two skins: only those where everybody has the same.
    const tones = (skins ?? []).slice(0, 5).map((skin) => bare(skin.unicode));
    return [{ emoji: bare(unicode), label, group, codes, tags: tags ?? [], tones }];
  });
}

/** As keyboards send it: the data also says of what is an emoji anyway that it is one. */
const bare = (emoji: string): string => emoji.replace(/(\p{Emoji_Presentation})\uFE0F/gu, '$1');

/**
 * What fits best comes first: what begins like the words, then what has it somewhere in its names, then in its tags.
 * Of what fits alike, what was used last. @param recent last used first
 */
export function searchEmoji(
  all: readonly Emoji[],
  words: string,
  most: number,
  recent: readonly string[] = [],
): Emoji[] {
  const sought = words.trim().toLowerCase();
  if (!sought) return [];
  const ages = new Map(recent.map((emoji, index) => [emoji, index] as const));
  const age = ({ emoji, tones }: Emoji) =>
    [emoji, ...tones].reduce((least, one) => Math.min(least, ages.get(one) ?? Infinity), recent.length);
  const places = all.map((each) => ({ each, place: matchRank(each, sought) })).filter(({ place }) => place < 5);
  return places
    .toSorted((a, b) => a.place - b.place || age(a.each) - age(b.each))
    .slice(0, most)
    .map(({ each }) => each);
}

function matchRank({ emoji, label, codes, tags }: Emoji, sought: string): number {
  const name = label.toLowerCase();
  const underscored = sought.replaceAll(' ', '_');
  if (emoji === sought || codes.includes(underscored)) return 0;
  if (name.startsWith(sought) || codes.some((code) => code.startsWith(underscored))) return 1;
  if (name.includes(` ${sought}`) || codes.some((code) => code.includes(`_${underscored}`))) return 2;
  if (tags.some((tag) => tag.startsWith(sought))) return 3;
  return name.includes(sought) ? 4 : 5;
}
