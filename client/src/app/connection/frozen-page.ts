/**
 * Calls back when the browser freezes this page or keeps it for the back button, and when the page runs again. In
 * between it can do nothing for other tabs.
 */
export function onPageFrozen(frozen: () => void, resumed: () => void, until?: AbortSignal): void {
  const options = until ? { signal: until } : {};
  let isFrozen = false;
  const freeze = () => {
    if (!isFrozen) frozen();
    isFrozen = true;
  };
  const resume = () => {
    if (isFrozen) resumed();
    isFrozen = false;
  };
  document.addEventListener('freeze', freeze, options);
  document.addEventListener('resume', resume, options);
  window.addEventListener('pagehide', ({ persisted }) => persisted && freeze(), options);
  window.addEventListener('pageshow', resume, options);
}
