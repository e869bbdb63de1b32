/**
 * Browsers stop tabs that nobody looks at, and keep pages that were left for a way back: none of them can do anything
 * for others meanwhile.
 */
export function onPageFrozen(sleep: () => void, wake: () => void, until?: AbortSignal): void {
  const options = until ? { signal: until } : {};
  let isAsleep = false;
  const fall = () => {
    if (!isAsleep) sleep();
    isAsleep = true;
  };
  const rise = () => {
    if (isAsleep) wake();
    isAsleep = false;
  };
  document.addEventListener('freeze', fall, options);
  document.addEventListener('resume', rise, options);
  window.addEventListener('pagehide', ({ persisted }) => persisted && fall(), options);
  window.addEventListener('pageshow', rise, options);
}
