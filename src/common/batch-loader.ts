/** Queries of one kind that may be under way at once. */
const MAX_CONCURRENT_QUERIES = 2;

/**
 * Answers many single questions by few queries: whatever is asked while they are under way goes into the next one. Nobody
 * waits for a timer, and a query never answers what was asked after it began. When thousands come back at once, each is
 * answered for a fraction of what a query of its own would cost.
 */
export class BatchLoader<Answer> {
  private waiting = new Map<string, PromiseWithResolvers<Answer | undefined>>();
  private running = 0;

  /** @param most questions in one query */
  constructor(
    private readonly answer: (keys: string[]) => Promise<ReadonlyMap<string, Answer>>,
    private readonly most = 50,
  ) {}

  /** Undefined when there is no answer. What is asked for twice in one go is answered by one object. */
  load(key: string): Promise<Answer | undefined> {
    const question = this.waiting.get(key) ?? Promise.withResolvers<Answer | undefined>();
    this.waiting.set(key, question);
    if (this.running < MAX_CONCURRENT_QUERIES) void this.run();
    return question.promise;
  }

  private async run(): Promise<void> {
    this.running++;
    await new Promise(setImmediate); // what is asked in the same turn of the event loop goes together
    while (this.waiting.size) await this.settle([...this.waiting].slice(0, this.most));
    this.running--;
  }

  private async settle(questions: [key: string, PromiseWithResolvers<Answer | undefined>][]): Promise<void> {
    for (const [key] of questions) this.waiting.delete(key);
    try {
      const answers = await this.answer(questions.map(([key]) => key));
      for (const [key, { resolve }] of questions) resolve(answers.get(key));
    } catch (error) {
      for (const [, { reject }] of questions) reject(error);
    }
  }
}
