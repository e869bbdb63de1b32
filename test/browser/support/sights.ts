import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Person } from './person.ts';

/** One way to look at a screen. */
export interface Look {
  name: string;
  size: { width: number; height: number };
  /** As in languages that are written from right to left. */
  mirrored?: boolean;
}

/** With SCREENS=<folder> every look at every screen is kept there as a picture, for people. */
const folder = process.env.SCREENS;

/**
 * Runs in the page: what no screen may have. Text that its box cuts off without an ellipsis, that leaves its button or the
 * window, and a page that scrolls sideways.
 */
const DEFECTS = `() => {
  const found = new Set();
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth || document.body.scrollWidth > innerWidth) found.add('the page scrolls sideways');
  const isClipped = (style) => /hidden|clip/.test(style.overflowX);
  const scrolls = (style) => /auto|scroll/.test(style.overflowX);
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const text = words.currentNode;
    const holder = text.parentElement;
    if (!text.data.trim() || !holder.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (holder.closest('.visually-hidden, .cdk-visually-hidden, [aria-hidden=true], style, script, textarea, select')) continue;
    if (getComputedStyle(holder).clipPath === 'inset(50%)') continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    const say = (what) => found.add(what + ': "' + text.data.trim().slice(0, 40) + '" in ' + holder.localName + '.' + holder.className);
    let mayEnd = false;
    for (let at = holder; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      const edge = at.getBoundingClientRect();
      mayEnd ||= style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none';
      const beyond = box.left < edge.left - 1.5 || box.right > edge.right + 1.5;
      if (/^(button|a|label|th|td)$/.test(at.localName) && beyond && !mayEnd && edge.width > 0) say('leaves its ' + at.localName);
      if (isClipped(style) && !mayEnd && beyond) say('is cut');
      if (isClipped(style) || scrolls(style) || mayEnd) break;
      if (at === document.body && (box.left < -1 || box.right > innerWidth + 1)) say('leaves the window');
    }
  }
  return [...found];
}`;

/** Many of a kind that stand side by side, and the line over a reply. */
const CLOSE_SET = 'parley-message-reactions, parley-emoji-picker section, .kinds, .quoted';

/**
 * Runs in the page: what fingers miss. Whatever one aims at answers to 44 pixels of height, by itself or by what lies
 * round it unseen; what stands side by side in rows to 32. Links within a sentence are as tall as their line.
 */
const SMALL = `() => {
  const isForEars = (each) => {
    for (let at = each; at; at = at.parentElement) if (getComputedStyle(at).clipPath === 'inset(50%)') return true;
    return false;
  };
  return [...document.querySelectorAll('button, a[href], select, textarea, input:not([type=hidden]), [role=option], [role=tab], [role^=menuitem], summary')]
    .filter((each) => each.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && getComputedStyle(each).display !== 'inline')
    .filter((each) => !isForEars(each) && !each.matches('.visually-hidden, :disabled'))
    .map((each) => each.closest('label') ?? each)
    .map((each) => {
      const { left, right, top, bottom, width, height } = each.getBoundingClientRect();
      const round = getComputedStyle(each, '::after');
      const answers = round.content === 'none' || round.position !== 'absolute' ? height : Math.max(height, parseFloat(round.height) || 0);
      const inSight = width > 0 && right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
      const least = each.closest('${CLOSE_SET}') ? 32 : 44;
      return { each, inSight, width, answers, small: answers < least - 0.5 || width < 23.5 };
    })
    .filter(({ inSight, small }) => inSight && small)
    .map(({ each, width, answers }) =>
      'too small to touch: ' + Math.round(width) + '×' + Math.round(answers) + ' ' + each.localName + '.' + each.className + ' ' + (each.getAttribute('aria-label') ?? each.textContent.trim()).slice(0, 30),
    );
}`;

/** Leads to a screen, and looks at it. */
export type Visit = (screen: string, open: () => Promise<unknown>) => Promise<void>;

/** Looks at screen after screen in several ways, and keeps what is wrong with them until the end: all of it at once. */
export class Sights {
  readonly defects: string[] = [];

  /**
   * @param looks the first is the one that screens are moved about in
   * @param isPhone it is dark there, and meant for fingers
   */
  constructor(
    private readonly person: Person,
    private readonly looks: [Look, ...Look[]],
    private readonly isPhone: boolean,
  ) {
    if (folder) mkdirSync(folder, { recursive: true });
  }

  /** @param open leads to the screen; where it does not, the others are visited all the same */
  async visit(screen: string, open: () => Promise<unknown>): Promise<void> {
    try {
      await open();
      await this.see(screen);
    } catch (error) {
      this.complain(`${screen}: ${String(error).slice(0, 300)}`);
      await this.keep(screen, 'failed');
    }
  }

  private async see(screen: string): Promise<void> {
    const { page } = this.person;
    await this.light(this.isPhone ? 'light' : 'dark', screen);
    await this.keep(screen, 'other-light');
    await this.light(this.isPhone ? 'dark' : 'light', screen);
    for (const look of this.looks) {
      await this.turn(look);
      const found = await page.evaluate<string[]>(`(${DEFECTS})()`);
      if (this.isPhone) found.push(...(await page.evaluate<string[]>(`(${SMALL})()`)));
      for (const what of new Set(found)) this.complain(`${screen}, ${look.name}: ${what}`);
      await this.keep(screen, look.name);
    }
    await this.turn(this.looks[0]);
  }

  /** Nobody is kept out, by day or by night. */
  private async light(colorScheme: 'light' | 'dark', screen: string): Promise<void> {
    const { page } = this.person;
    await page.emulateMedia({ colorScheme });
    await this.settled();
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { id, impact, nodes } of violations)
      if (impact === 'serious' || impact === 'critical')
        this.complain(`${screen}, ${colorScheme}: ${id} ${nodes.map(({ html }) => html).join(' ')}`);
  }

  private complain(defect: string): void {
    this.defects.push(defect);
    if (folder) appendFileSync(join(folder, 'defects.txt'), `${defect}\n`);
  }

  private async turn({ size, mirrored }: Look): Promise<void> {
    const { page } = this.person;
    await page.setViewportSize(size);
    await page.evaluate(`document.documentElement.dir = '${mirrored ? 'rtl' : 'ltr'}'`);
    await this.settled();
  }

  /** What still moves is neither here nor there, and has too little contrast for a moment. */
  private async settled(): Promise<void> {
    const { page } = this.person;
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    const moving = `document.getAnimations().filter((each) => each.playState === 'running' && each.effect.getComputedTiming().endTime !== Infinity).length`;
    await expect.poll(() => page.evaluate(moving)).toBe(0);
  }

  private async keep(screen: string, look: string): Promise<void> {
    if (!folder) return;
    await this.person.page.screenshot({ path: join(folder, `${screen.replace(/\W+/g, '-')}__${look}.png`) });
  }
}
