type Work = (stepAside: () => void) => Promise<void>;

/** Where the commands about one thing stand. */
interface QueueTail {
  /** What the last of them asks for. */
  command: string;
  /** The next of this kind may begin. */
  free: Promise<unknown>;
  /** All of them are done. */
  done: Promise<unknown>;
}

/**
 * The order of one socket's commands. Those about one thing run one after another, as the client sent them. Only of one
 * kind several may be under way, and only from where the one before says that it keeps its place (`stepAside`): what is
 * said in a row in one room then travels together.
 */
export class CommandQueue {
  private readonly tails = new Map<string, QueueTail>();

  /** @param line what it is about @param command what it asks for */
  async run(line: string, command: string, work: Work): Promise<void> {
    const before = this.tails.get(line);
    const aside = Promise.withResolvers<unknown>();
    const stepAside = () => aside.resolve(undefined);
    const turn = before && (before.command === command ? before.free : before.done);
    const own = turn ? turn.then(() => work(stepAside)) : work(stepAside);
    const ended = own.catch(() => undefined); // one that fails holds up nothing behind it
    const done = before ? Promise.all([before.done, ended]) : ended;
    const now = { command, free: Promise.race([aside.promise, ended]), done };
    this.tails.set(line, now);
    await done;
    if (this.tails.get(line) === now) this.tails.delete(line);
    return own;
  }
}
