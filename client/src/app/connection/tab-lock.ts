/** What at most one tab has at a time. Where browsers know no locks (pages without https), every tab has it. */
export class TabLock {
  /** The last request; what becomes of the ones before is of no interest. */
  private request = new AbortController();
  private release: (() => void) | undefined;

  /** @param changed told when this tab gets it, and when another one takes it away */
  constructor(
    private readonly name: string,
    private readonly changed: (held: boolean) => void,
    private readonly locks: Pick<LockManager, 'request'> | null | undefined = navigator.locks,
  ) {}

  /** Has it once nobody else does. */
  queue(): void {
    const { signal } = this.begin();
    void this.hold(signal, { signal });
  }

  /** Takes it from whoever has it. */
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

  private async hold(request: AbortSignal, how: LockOptions): Promise<void> {
    if (!this.locks) {
      this.changed(true);
      return;
    }
    try {
      await this.locks.request(this.name, how, () => {
        if (request.aborted) return;
        this.changed(true);
        return new Promise<void>((resolve) => (this.release = resolve));
      });
    } catch (error) {
      if (request.aborted) return;
      // Robbed; or the browser lets this page have no locks at all.
      this.changed((error as DOMException).name !== 'AbortError');
    }
  }
}
