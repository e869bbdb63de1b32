import type { CompactEmoji } from 'emojibase';

/** An emoji with what it can be searched by. */
export interface Emoji {
  readonly emoji: string;
  readonly label: string;
  /** Its category: 0 faces, 1 people, 3 nature, 4 food, 5 travel, 6 activities, 7 things, 8 symbols, 9 flags. */
  readonly group: number;
  /** Short codes, without their colons. */
  readonly codes: readonly string[];
  readonly tags: readonly string[];
  /** Its variants by skin tone, from the lightest to the darkest; empty where there are none. */
  readonly tones: readonly string[];
}

type Codes = Readonly<Record<string, string | string[]>>;

/** The group of skin tones and hair styles, which are no emoji by themselves. */
const COMPONENT_GROUP_ID = 2;

/** The list of emoji from the published data: names in the language of the data, and the codes of GitHub and Slack. */
export function buildEmojiList(data: readonly CompactEmoji[], ...sources: readonly Codes[]): Emoji[] {
  return data.flatMap(({ unicode, label, group, hexcode, tags, skins }) => {
    if (group === undefined || group === COMPONENT_GROUP_ID) return [];
    const codes = [...new Set(sources.flatMap((source) => source[hexcode] ?? []))];
    // Emoji of several people have mixed tones, too; only the first five give all of them the same.
    const tones = (skins ?? []).slice(0, 5).map((skin) => bare(skin.unicode));
    return [{ emoji: bare(unicode), label, group, codes, tags: tags ?? [], tones }];
  });
}

/** As keyboards send it: without the variation selector where the character is an emoji by default. */
const bare = (emoji: string): string => emoji.replace(/(\p{Emoji_Presentation})\uFE0F/gu, '$1');

/**
 * The emoji that match a query, best first: exact, beginning of a name, of a later word, of a tag, within the name.
 * Among equal matches the more recently used come first.
 * @param recent last used first
 */
export function searchEmoji(
  all: readonly Emoji[],
  query: string,
  limit: number,
  recent: readonly string[] = [],
): Emoji[] {
  const sought = query.trim().toLowerCase();
  if (!sought) return [];
  const ages = new Map(recent.map((emoji, index) => [emoji, index] as const));
  const age = ({ emoji, tones }: Emoji) =>
    [emoji, ...tones].reduce((least, one) => Math.min(least, ages.get(one) ?? Infinity), recent.length);
  const matches = all.map((each) => ({ each, rank: matchRank(each, sought) })).filter(({ rank }) => rank < 5);
  return matches
    .toSorted((a, b) => a.rank - b.rank || age(a.each) - age(b.each))
    .slice(0, limit)
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
