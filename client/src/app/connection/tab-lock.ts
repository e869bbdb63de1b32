/** A lock that a single tab holds at a time. Where browsers have no locks (pages without https), every tab holds it. */
export class TabLock {
  /** The latest request; the outcome of earlier requests is ignored. */
  private request = new AbortController();
  private release: (() => void) | undefined;

  /** @param changed called when this tab gets the lock, and when another tab steals it */
  constructor(
    private readonly name: string,
    private readonly changed: (isHeld: boolean) => void,
    private readonly locks: Pick<LockManager, 'request'> | null | undefined = navigator.locks,
  ) {}

  /** Takes the lock once no other tab holds it. */
  queue(): void {
    const { signal } = this.begin();
    void this.hold(signal, { signal });
  }

  /** Takes the lock from the tab that holds it. */
  steal(): void {
    void this.hold(this.begin().signal, { steal: true });
  }

  giveUp(): void {
    this.begin();
  }

  private begin(): AbortController {
    this.request.abort();
    this.release?.();
    this.release = undefined;
    return (this.request = new AbortController());
  }

  private async hold(request: AbortSignal, options: LockOptions): Promise<void> {
    if (!this.locks) {
      this.changed(true);
      return;
    }
    try {
      await this.locks.request(this.name, options, () => {
        if (request.aborted) return;
        this.changed(true);
        return new Promise<void>((resolve) => (this.release = resolve));
      });
    } catch (error) {
      if (request.aborted) return;
      // Stolen by another tab; or the browser refuses locks to this page altogether.
      this.changed((error as DOMException).name !== 'AbortError');
    }
  }
}
