type Work = (allowNext: () => void) => Promise<void>;

/** The end of the queue of commands about one subject. */
interface QueueTail {
  /** The name of the last command. */
  command: string;
  /** Resolves when the next command of this name may begin. */
  free: Promise<unknown>;
  /** Resolves when all commands have ended. */
  done: Promise<unknown>;
}

/**
 * The order of one socket's commands. Those about one subject run one after another, as the client sent them. Several of
 * the same name may be under way at once, each from the moment in which the one before has its place in the order
 * (`allowNext`): messages sent in a row to one room then share a transaction.
 */
export class CommandQueue {
  private readonly tails = new Map<string, QueueTail>();

  /** @param subject what the command is about, such as a room */
  async run(subject: string, command: string, work: Work): Promise<void> {
    const before = this.tails.get(subject);
    const allowed = Promise.withResolvers<unknown>();
    const allowNext = () => allowed.resolve(undefined);
    const turn = before && (before.command === command ? before.free : before.done);
    const own = turn ? turn.then(() => work(allowNext)) : work(allowNext);
    const ended = own.catch(() => undefined); // one that fails holds up nothing behind it
    const done = before ? Promise.all([before.done, ended]) : ended;
    const tail = { command, free: Promise.race([allowed.promise, ended]), done };
    this.tails.set(subject, tail);
    await done;
    if (this.tails.get(subject) === tail) this.tails.delete(subject);
    return own;
  }
}
