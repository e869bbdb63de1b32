/** Maximum number of concurrent queries of a loader. */
const MAX_CONCURRENT_QUERIES = 2;
const DEFAULT_MAX_KEYS = 50;

/**
 * Answers many single lookups by few queries: keys that arrive while queries are under way go into the next query. It
 * waits for no timer, and a query never answers a lookup that arrived after it began. When thousands of clients
 * reconnect at once, each lookup costs a fraction of a query of its own.
 */
export class BatchLoader<Answer> {
  private waiting = new Map<string, PromiseWithResolvers<Answer | undefined>>();
  private running = 0;

  /** @param maxKeys the maximum number of keys in a query */
  constructor(
    private readonly query: (keys: string[]) => Promise<ReadonlyMap<string, Answer>>,
    private readonly maxKeys = DEFAULT_MAX_KEYS,
  ) {}

  /** Undefined when there is no answer. A key that occurs twice in a query gets the same object both times. */
  load(key: string): Promise<Answer | undefined> {
    const question = this.waiting.get(key) ?? Promise.withResolvers<Answer | undefined>();
    this.waiting.set(key, question);
    if (this.running < MAX_CONCURRENT_QUERIES) void this.run();
    return question.promise;
  }

  private async run(): Promise<void> {
    this.running++;
    await new Promise(setImmediate); // lookups of the same turn of the event loop share a query
    while (this.waiting.size) await this.settle([...this.waiting].slice(0, this.maxKeys));
    this.running--;
  }

  private async settle(questions: [key: string, PromiseWithResolvers<Answer | undefined>][]): Promise<void> {
    for (const [key] of questions) this.waiting.delete(key);
    try {
      const answers = await this.query(questions.map(([key]) => key));
      for (const [key, { resolve }] of questions) resolve(answers.get(key));
    } catch (error) {
      for (const [, { reject }] of questions) reject(error);
    }
  }
}
