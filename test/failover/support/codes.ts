import { codeFor } from '../../support/mailbox.ts';
import { ApiClient, newName, PASSWORD } from '../../support/member.ts';
import { timeUntil } from './postgres-pair.ts';

/** As long as the poll of mails that nobody took, on a busy machine. */
export const MAX_CODE_MS = 8_000;

/** Milliseconds until a registration has its code. */
export async function codeTime(url: string): Promise<number> {
  const username = newName();
  const email = `${username}@example.org`;
  await new ApiClient(url).must('POST', '/auth/register', { username, email, password: PASSWORD });
  return timeUntil(async () => Boolean(await codeFor(email)), 'the code comes', 30_000);
}

/** What readiness says of Redis; degraded also while a busy process is not ready for another reason. */
export async function redisOf(url: string): Promise<{ degraded: boolean; reason?: string }> {
  const answer = await fetch(`${url}/health/ready`);
  const { details } = (await answer.json()) as { details?: { redis: { degraded: boolean; reason?: string } } };
  return details?.redis ?? { degraded: true };
}
