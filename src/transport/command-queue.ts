type Work = (allowNext: () => void) => Promise<void>;

/** The tail of the queue of commands about a subject. */
interface QueueTail {
  /** The name of the last command. */
  command: string;
  /** Resolves when the next command of this name may begin. */
  free: Promise<unknown>;
  /** Resolves when all commands have ended. */
  done: Promise<unknown>;
}

/**
 * Orders the commands of a socket. Commands about the same subject run in sequence, as the client sent them. Several
 * commands of the same name may run concurrently: each starts once its predecessor has its position in the order
 * (`allowNext`), so that consecutive messages to a room share a transaction.
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
    const ended = own.catch(() => undefined); // a failing command does not block the next
    const done = before ? Promise.all([before.done, ended]) : ended;
    const tail = { command, free: Promise.race([allowed.promise, ended]), done };
    this.tails.set(subject, tail);
    await done;
    if (this.tails.get(subject) === tail) this.tails.delete(subject);
    return own;
  }
}
