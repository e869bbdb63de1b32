import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { accessibilityDefects } from '../support/accessible.ts';
import type { Person } from '../support/person.ts';

/** A way to view a screen. */
export interface Viewing {
  name: string;
  size: { width: number; height: number };
  /** Right-to-left layout. */
  mirrored?: boolean;
}

/** With SCREENS=<folder> a screenshot of every viewing is stored there. */
const folder = process.env.SCREENS;

/** Whether an element, or what it stands in, is kept for screen readers and the keyboard. */
const IS_FOR_EARS = `const isForEars = (each) => {
    for (let at = each; at; at = at.parentElement) if (getComputedStyle(at).clipPath === 'inset(50%)') return true;
    return false;
  };`;

/**
 * Runs in the page: finds text that its box cuts off without an ellipsis, that leaves its button or the
 * window, and a page that scrolls sideways.
 */
const FIND_LAYOUT_DEFECTS = `() => {
  ${IS_FOR_EARS}
  const found = new Set();
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth || document.body.scrollWidth > innerWidth) found.add('the page scrolls sideways');
  const isClipped = (style) => /hidden|clip/.test(style.overflowX);
  const scrolls = (style) => /auto|scroll/.test(style.overflowX);
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const text = words.currentNode;
    const parent = text.parentElement;
    if (!text.data.trim() || !parent.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (parent.closest('.visually-hidden, .cdk-visually-hidden, [aria-hidden=true], style, script, textarea, select')) continue;
    if (isForEars(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    const report = (what) => found.add(what + ': "' + text.data.trim().slice(0, 40) + '" in ' + parent.localName + '.' + parent.className);
    let mayEnd = false;
    for (let at = parent; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      const edge = at.getBoundingClientRect();
      mayEnd ||= style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none';
      const beyond = box.left < edge.left - 1.5 || box.right > edge.right + 1.5;
      if (/^(button|a|label|th|td)$/.test(at.localName) && beyond && !mayEnd && edge.width > 0) report('leaves its ' + at.localName);
      if (isClipped(style) && !mayEnd && beyond) report('is cut');
      if (isClipped(style) || scrolls(style) || mayEnd) break;
      if (at === document.body && (box.left < -1 || box.right > innerWidth + 1)) report('leaves the window');
    }
  }
  return [...found];
}`;

/** Targets in rows, and the quote over a reply. */
const COMPACT_TARGETS = 'parley-message-reactions, parley-emoji-picker section, .kinds, .quoted';

/**
 * Runs in the page: finds touch targets that are too small. A target is at least 44 pixels high, by itself or by its
 * invisible surroundings; in rows at least 32. Links within a sentence are as tall as their line.
 */
const FIND_SMALL_TARGETS = `() => {
  ${IS_FOR_EARS}
  return [...document.querySelectorAll('button, a[href], select, textarea, input:not([type=hidden]), [role=option], [role=tab], [role^=menuitem], summary')]
    .filter((each) => each.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && getComputedStyle(each).display !== 'inline')
    .filter((each) => !isForEars(each) && !each.matches('.visually-hidden, :disabled'))
    .map((each) => each.closest('label') ?? each)
    .map((each) => {
      const { left, right, top, bottom, width, height } = each.getBoundingClientRect();
      const round = getComputedStyle(each, '::after');
      const answers = round.content === 'none' || round.position !== 'absolute' ? height : Math.max(height, parseFloat(round.height) || 0);
      const inSight = width > 0 && right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
      const least = each.closest('${COMPACT_TARGETS}') ? 32 : 44;
      return { each, inSight, width, answers, small: answers < least - 0.5 || width < 23.5 };
    })
    .filter(({ inSight, small }) => inSight && small)
    .map(({ each, width, answers }) =>
      'too small to touch: ' + Math.round(width) + '×' + Math.round(answers) + ' ' + each.localName + '.' + each.className + ' ' + (each.getAttribute('aria-label') ?? each.textContent.trim()).slice(0, 30),
    );
}`;

/** Opens a screen and inspects it. */
export type Visit = (screen: string, open: () => Promise<unknown>) => Promise<void>;

/** Inspects screen after screen in several viewings, and collects all defects. */
export class ScreenInspector {
  readonly defects: string[] = [];

  /**
   * @param viewings the first is used for navigation
   * @param isPhone dark by default, with touch targets
   */
  constructor(
    private readonly person: Person,
    private readonly viewings: [Viewing, ...Viewing[]],
    private readonly isPhone: boolean,
  ) {
    if (folder) mkdirSync(folder, { recursive: true });
  }

  /** @param open leads to the screen; a failure is a defect, and the tour goes on */
  async visit(screen: string, open: () => Promise<unknown>): Promise<void> {
    try {
      await open();
      await this.inspect(screen);
    } catch (error) {
      this.addDefect(`${screen}: ${String(error).slice(0, 300)}`);
      await this.takeScreenshot(screen, 'failed');
    }
  }

  private async inspect(screen: string): Promise<void> {
    const { page } = this.person;
    // Names and roles are the same in both colour schemes.
    await this.checkAccessibility(this.isPhone ? 'light' : 'dark', screen, ['color-contrast', 'link-in-text-block']);
    await this.takeScreenshot(screen, 'other-light');
    await this.checkAccessibility(this.isPhone ? 'dark' : 'light', screen);
    for (const viewing of this.viewings) {
      await this.show(viewing);
      const found = await page.evaluate<string[]>(`(${FIND_LAYOUT_DEFECTS})()`);
      if (this.isPhone) found.push(...(await page.evaluate<string[]>(`(${FIND_SMALL_TARGETS})()`)));
      for (const what of new Set(found)) this.addDefect(`${screen}, ${viewing.name}: ${what}`);
      await this.takeScreenshot(screen, viewing.name);
    }
    await this.show(this.viewings[0]);
  }

  /** Checks accessibility in a colour scheme: all of it, or only the rules with these ids. */
  private async checkAccessibility(colorScheme: 'light' | 'dark', screen: string, rules?: string[]): Promise<void> {
    const { page } = this.person;
    await page.emulateMedia({ colorScheme });
    await this.animationsEnded();
    for (const defect of await accessibilityDefects(page, rules))
      this.addDefect(`${screen}, ${colorScheme}: ${defect}`);
  }

  private addDefect(defect: string): void {
    this.defects.push(defect);
    if (folder) appendFileSync(join(folder, 'defects.txt'), `${defect}\n`);
  }

  private async show({ size, mirrored }: Viewing): Promise<void> {
    const { page } = this.person;
    await page.setViewportSize(size);
    await page.evaluate(`document.documentElement.dir = '${mirrored ? 'rtl' : 'ltr'}'`);
    await this.animationsEnded();
  }

  /** Waits until finite animations have ended. */
  private async animationsEnded(): Promise<void> {
    const { page } = this.person;
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    const moving = `document.getAnimations().filter((each) => each.playState === 'running' && each.effect.getComputedTiming().endTime !== Infinity).length`;
    await expect.poll(() => page.evaluate(moving)).toBe(0);
  }

  private async takeScreenshot(screen: string, viewing: string): Promise<void> {
    if (!folder) return;
    await this.person.page.screenshot({ path: join(folder, `${screen.replace(/\W+/g, '-')}__${viewing}.png`) });
  }
}
