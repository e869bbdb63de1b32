/** Whether a person has blocked another one, as SQL. */
export const hasBlocked = (userId: string, otherId: string): string =>
  `EXISTS (SELECT FROM user_blocks b WHERE b.user_id = ${userId} AND b.blocked_id = ${otherId})`;

/** Whether either of two people has blocked the other one, as SQL. */
export const areApart = (one: string, other: string): string =>
  `(${hasBlocked(one, other)} OR ${hasBlocked(other, one)})`;
