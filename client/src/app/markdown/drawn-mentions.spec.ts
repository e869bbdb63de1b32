import type { BlockNode, InlineNode } from '@api/shared/markdown/markdown-tree.ts';
import { MASS_MENTIONS, parseMentions, resolveMentions } from '@api/shared/mentions.ts';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { MEMBERS, randomMessage } from '../../../../test/support/random-messages.ts';
import { seededRandom } from '../../../../test/support/seeded-random.ts';
import { setUp } from '../testing/page.ts';
import { markdownTree } from './markdown-cache.ts';
import { drawnMention, type MentionedNames } from './mentioned-names.ts';
import { MessageBody } from './message-body.ts';

const namesById = new Map([...MEMBERS].map(([name, id]) => [id, name]));
const isOfMany = (name: string) => MASS_MENTIONS.includes(name);

/** Who is mentioned, as the server decides when a message is sent. */
function decided(body: string) {
  const mentions = parseMentions(body);
  const people = resolveMentions(mentions, MEMBERS).map((id) => namesById.get(id) ?? '');
  return { people: people.sort(), room: mentions.room, here: mentions.here };
}

/** The names that the message view brings to the client. */
function mentionedBy({ people, room, here }: ReturnType<typeof decided>): MentionedNames {
  const masses = room ? MASS_MENTIONS : here ? ['here'] : [];
  return new Map([...people, ...masses].map((name) => [name, { name: null, own: true }]));
}

/** Who is mentioned, as a reader sees it. */
function seen(texts: readonly string[]) {
  const names = texts.map((text) => text.slice(1).toLowerCase());
  return {
    people: [...new Set(names.filter((name) => !isOfMany(name)))].sort(),
    room: names.some((name) => isOfMany(name) && name !== 'here'),
    here: names.includes('here'),
  };
}

/** The mentions in a tree, by the functions that draw it. */
const inTree = (nodes: readonly (BlockNode | InlineNode)[], mentioned: MentionedNames): string[] =>
  nodes.flatMap((node) => {
    if (node.kind === 'mention') return drawnMention(node, mentioned)?.mention ?? [];
    if (node.kind === 'list') return node.items.flatMap((item) => inTree(item.children, mentioned));
    if (node.kind === 'table')
      return [node.head, ...node.rows].flatMap((row) => row.flatMap((cell) => inTree(cell, mentioned)));
    return 'children' in node ? inTree(node.children, mentioned) : [];
  });

/** Bodies for which both sides differ. */
function differences(count: number, seed: number, texts: (body: string, mentioned: MentionedNames) => string[]) {
  const random = seededRandom(seed);
  let drawn = 0;
  const different = Array.from({ length: count }, () => randomMessage(random)).filter((body) => {
    const expected = decided(body);
    const found = texts(body, mentionedBy(expected));
    drawn += found.length;
    return JSON.stringify(seen(found)) !== JSON.stringify(expected);
  });
  return { different, isEnough: drawn > count / 2 };
}

describe('the mentions that are drawn', () => {
  let page: ComponentFixture<MessageBody>;

  beforeEach(async () => {
    await setUp();
    page = TestBed.createComponent(MessageBody);
  });

  it('are those on which the server decides, in the trees of 10,000 random messages', { timeout: 60_000 }, () => {
    const texts = (body: string, mentioned: MentionedNames) => inTree(markdownTree(body), mentioned);
    expect(differences(10_000, 1129, texts)).toEqual({ different: [], isEnough: true });
  });

  it('are those on which the server decides, as elements of 500 random messages', { timeout: 60_000 }, () => {
    const texts = (body: string, mentioned: MentionedNames) => {
      page.componentRef.setInput('body', body);
      page.componentRef.setInput('mentioned', mentioned);
      page.detectChanges();
      const elements = (page.nativeElement as HTMLElement).querySelectorAll('.mention');
      return [...elements].map((element) => element.textContent ?? '');
    };
    expect(differences(500, 2026, texts)).toEqual({ different: [], isEnough: true });
  });
});
