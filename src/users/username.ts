/** Names that could be mistaken for the system or for a mention of everybody. */
export const RESERVED_WORDS =
  `admin administrator all anonymous api bot channel deleted everybody everyone guest here lobby mail me moderator
  nobody null owner parley room root security staff support system undefined user webmaster you`.split(/\s+/);

/** Two names are the same name when these are equal. */
export const usernameKey = (username: string) => username.toLowerCase();

/**
 * Two names look the same when these are equal: the pairs of Unicode TR 39 that exist among the letters a name may
 * hold (I and 1 look like l, 0 like o, rn like m, vv like w).
 */
export const usernameSkeleton = (username: string) =>
  username.replace(/[I1]/g, 'l').replaceAll('0', 'o').toLowerCase().replaceAll('rn', 'm').replaceAll('vv', 'w');

/** The columns by which two names count as the same. */
export const usernameKeys = (username: string) => ({
  usernameKey: usernameKey(username),
  usernameSkeleton: usernameSkeleton(username),
});

/** An even looser comparison, only for reserved names: 1, l and I all stand for i, and punctuation is ignored. */
const bare = (username: string) => usernameSkeleton(username).replace(/[._-]/g, '').replaceAll('l', 'i');
const BARE_RESERVED = new Set(RESERVED_WORDS.map(bare));

export const isReserved = (username: string) => BARE_RESERVED.has(bare(username));
