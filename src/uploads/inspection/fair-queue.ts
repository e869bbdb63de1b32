/** A limit of work at once that is shared by people in turn: one task of each at a time, and the one that waits longest next. */
export class FairQueue {
  /** The tasks of each person, in the order in which people get their turn. */
  private readonly waiting = new Map<string, (() => void)[]>();
  private readonly active = new Set<string>();

  /**
   * @param maxActive tasks at once, each of another person
   * @param maxWaiting people who wait, beside those whose task is under way
   */
  constructor(
    private readonly maxActive: number,
    private readonly maxWaiting: number,
  ) {}

  /** @returns what the work returns, or `queue-full` without doing it */
  async run<T>(person: string, work: () => Promise<T>): Promise<T | 'queue-full'> {
    const isNew = !this.waiting.has(person) && !this.active.has(person);
    if (isNew && this.waiting.size >= this.maxWaiting) return 'queue-full';
    await new Promise<void>((begin) => {
      const own = this.waiting.get(person) ?? [];
      own.push(begin);
      this.waiting.set(person, own);
      this.startNext();
    });
    try {
      return await work();
    } finally {
      this.active.delete(person);
      this.moveToEnd(person);
      this.startNext();
    }
  }

  private startNext(): void {
    for (const [person, tasks] of this.waiting) {
      if (this.active.size >= this.maxActive) return;
      if (this.active.has(person)) continue;
      const begin = tasks.shift();
      if (!tasks.length) this.waiting.delete(person);
      this.active.add(person);
      begin?.();
    }
  }

  private moveToEnd(person: string): void {
    const tasks = this.waiting.get(person);
    if (!tasks) return;
    this.waiting.delete(person);
    this.waiting.set(person, tasks);
  }
}
