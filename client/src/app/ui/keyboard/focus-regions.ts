/** Moves the focus to the next or previous region: elements with `data-region`, in the order of the page. */
export function focusNextRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((each) => each.checkVisibility());
  const here = regions.findIndex((each) => each.contains(document.activeElement));
  const from = here < 0 && step < 0 ? 0 : here;
  const next = regions.at((from + step) % Math.max(regions.length, 1));
  if (next) firstTarget(next)?.focus();
}

/** Where the focus enters a region: the region itself, its current item, or its first element in the tab order. */
function firstTarget(region: HTMLElement): HTMLElement | null {
  if (region.tabIndex >= 0) return region;
  const reachable = 'a[href], button:not(:disabled), input, textarea, select, [tabindex]';
  const all = [...region.querySelectorAll<HTMLElement>(reachable)].filter(
    (it) => it.tabIndex >= 0 && it.checkVisibility(),
  );
  return all.find((each) => each.ariaCurrent === 'page' || each.hasAttribute('data-first')) ?? all[0] ?? null;
}
