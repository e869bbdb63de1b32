import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

/** How long a disk may take, in milliseconds. What has a connection does not wait longer. */
export const DATABASE_TIMEOUT_MS = 1_500;

/**
 * A database of the browser. Where it does not answer, because another page holds it or the disk is stuck, nothing
 * waits for it longer than `DATABASE_TIMEOUT_MS`, and then nothing waits at all until it answers; what was asked of it is
 * still done in order. It is closed while the page is hidden, so that a page kept for "back" holds it from no other.
 */
export class BrowserDatabase<Schema extends DBSchema> {
  private opened: Promise<IDBPDatabase<Schema>> | null = null;
  /** What was given up on and has not been answered yet. */
  private overdue = 0;

  constructor(
    private readonly name: string,
    private readonly create: (database: IDBPDatabase<Schema>) => void,
    /** It answers again, or the page is shown again: what it holds may be other than it was. */
    private readonly onReturn: () => void = () => undefined,
  ) {
    addEventListener('pagehide', () => this.close());
    addEventListener('pageshow', ({ persisted }) => persisted && this.onReturn());
  }

  /**
   * @param what told, when its turn comes, whether anything still waits for it
   * @throws when the browser refuses, or does not answer in time
   */
  async use<T>(what: (database: IDBPDatabase<Schema>, isAwaited: () => boolean) => Promise<T>): Promise<T> {
    let isAwaited = true;
    const answer = this.open().then((database) => what(database, () => isAwaited));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const silence = new Promise<never>((_, reject) => {
      const giveUp = () => {
        isAwaited = false;
        this.giveUpOn(answer);
        reject(new Error('The browser does not answer for its database'));
      };
      timer = setTimeout(giveUp, this.overdue > 0 ? 0 : DATABASE_TIMEOUT_MS);
    });
    return Promise.race([answer, silence]).finally(() => clearTimeout(timer));
  }

  private giveUpOn(answer: Promise<unknown>): void {
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
        // Held by a page that does not let go: then the limit ends the waiting.
        blocked: () => undefined,
        // Signing out in another tab, or a newer client there, must not wait for this one.
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
