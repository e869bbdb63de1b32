import { Account } from '../support/account.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';
import { nightlyUnless } from '../support/nightly.ts';

/** The outline of the focused element against the colour behind it, as WCAG 2 counts contrast; 0 for none. */
const focusContrast = ({ page }: Person): Promise<number> =>
  page.evaluate<number>(`(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const pixel = (...colours) => {
      for (const colour of colours) {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
      }
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const luminance = ([r, g, b]) => {
      const [red, green, blue] = [r, g, b].map((value) => value / 255).map((value) =>
        value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const element = document.activeElement;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) return 0;
    const behind = [];
    for (let each = element.parentElement; each; each = each.parentElement) behind.unshift(getComputedStyle(each).backgroundColor);
    const [a, b] = [luminance(pixel('white', ...behind)), luminance(pixel('white', ...behind, outlineColor))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  })()`);

for (const dark of [false, true])
  test(`The focus is seen at every button, ${dark ? 'dark' : 'light'}`, nightlyUnless(dark), async ({ arrive }) => {
    const account = await Account.register('Ada');
    const room = await account.createRoomWith([], 'Focus');
    const ada = await arrive({ dark });
    await ada.signIn(account, `/rooms/${room.id}`);
    await expect(ada.composer).toBeFocused();
    await ada.page.keyboard.press('Tab');
    const buttons = ada.page.locator('button:visible, a:visible');
    await expect.poll(() => buttons.count()).toBeGreaterThan(8);
    for (const button of await buttons.all()) {
      await button.focus();
      expect(
        await focusContrast(ada),
        (await button.getAttribute('aria-label')) ?? (await button.innerText()),
      ).toBeGreaterThanOrEqual(3);
    }
  });
