import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { limits } from '../../shared/limits.ts';
import { Problem } from '../problem.ts';

interface Unread {
  bytes: number;
}

const READ_FIRST_SECONDS = 1;

/**
 * Bounds the bytes of unread answers of a person, or of an address without an account.
 * Streams of files are not counted: each needs little memory, regardless of its length.
 */
@Injectable()
export class UnreadResponses {
  private readonly owners = new Map<string, Set<Unread>>();

  /**
   * Counts the answer to a request until it has left.
   * @throws Problem `too_many_requests`
   */
  take(owner: string, response: ServerResponse): void {
    const unread = this.owners.get(owner) ?? new Set();
    const bytes = [...unread].reduce((sum, answer) => sum + answer.bytes, 0);
    if (bytes > limits.unreadResponseBytes)
      throw new Problem(
        'too_many_requests',
        'Read the answers to earlier requests first',
        undefined,
        READ_FIRST_SECONDS,
      );
    const answer: Unread = { bytes: 0 };
    this.owners.set(owner, unread.add(answer));
    onEnd(response, (size) => (answer.bytes = size));
    response.once('close', () => {
      unread.delete(answer);
      if (!unread.size && this.owners.get(owner) === unread) this.owners.delete(owner);
    });
  }
}

/** Reports the size of an answer that is sent as a whole, before compression. */
function onEnd(response: ServerResponse, tell: (size: number) => void): void {
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  response.end = ((...args: unknown[]) => {
    const [body] = args;
    if (typeof body === 'string' || Buffer.isBuffer(body)) tell(body.length);
    return end(...args);
  }) as typeof response.end;
}
