import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

/** How long the database may take to answer. */
export const DATABASE_TIMEOUT_MS = 1_500;

/**
 * An IndexedDB database. Where it does not answer, because another page blocks it or the disk is stuck, no call waits for
 * it longer than `DATABASE_TIMEOUT_MS`, and later calls fail at once until it answers; all calls are still carried out in
 * order. It is closed when the page is hidden for the back button, so that it blocks no other page.
 */
export class BrowserDatabase<Schema extends DBSchema> {
  private opened: Promise<IDBPDatabase<Schema>> | null = null;
  /** Number of calls that timed out and have not been answered yet. */
  private overdue = 0;

  constructor(
    private readonly name: string,
    private readonly create: (database: IDBPDatabase<Schema>) => void,
    /** Called when the database answers again, or the page is shown again: its content may have changed. */
    private readonly onReturn: () => void = () => undefined,
  ) {
    addEventListener('pagehide', () => this.close());
    addEventListener('pageshow', ({ persisted }) => persisted && this.onReturn());
  }

  /**
   * @param action may ask, when its turn comes, whether its caller still waits
   * @throws when the browser refuses, or does not answer in time
   */
  async use<T>(action: (database: IDBPDatabase<Schema>, isAwaited: () => boolean) => Promise<T>): Promise<T> {
    let isAwaited = true;
    const answer = this.open().then((database) => action(database, () => isAwaited));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<never>((_, reject) => {
      const giveUp = () => {
        isAwaited = false;
        this.trackOverdue(answer);
        reject(new Error('The browser does not answer for its database'));
      };
      timer = setTimeout(giveUp, this.overdue > 0 ? 0 : DATABASE_TIMEOUT_MS);
    });
    return Promise.race([answer, timeout]).finally(() => clearTimeout(timer));
  }

  private trackOverdue(answer: Promise<unknown>): void {
    this.overdue++;
    const answered = () => {
      if (--this.overdue === 0) this.onReturn();
    };
    answer.then(answered, answered);
  }

  private open(): Promise<IDBPDatabase<Schema>> {
    this.opened ??= this.connect();
    return this.opened;
  }

  private async connect(): Promise<IDBPDatabase<Schema>> {
    try {
      return await openDB<Schema>(this.name, 1, {
        upgrade: (database) => this.create(database),
        // Blocked by another page: then the timeout ends the waiting.
        blocked: () => undefined,
        // Signing out in another tab, or a newer client there, must not wait for this page.
        blocking: () => this.close(),
        terminated: () => (this.opened = null),
      });
    } catch (error) {
      this.opened = null;
      throw error;
    }
  }

  private close(): void {
    const { opened } = this;
    this.opened = null;
    opened?.then(
      (database) => database.close(),
      () => undefined,
    );
  }
}
