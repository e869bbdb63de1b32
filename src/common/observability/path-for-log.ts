/** The words of Parley's own routes. Anything else in a path may be a room's code, a token or a key. */
const WORDS = new Set(
  (
    'api v1 docs docs-json async-docs health live ready metrics server socket.io auth register verify-email resend-code ' +
    'login guest refresh logout forgot-password reset-password sessions change-password admin users audit mails retry ' +
    'undo-email-change email confirm me avatar export content rooms directory join direct code leave membership read unread members bans messages ' +
    'changes files pins pin edits reactions readers thread threads following search presence uploads resumable urls ' +
    'thumbnail avatars unsubscribe settings logo invitations resend lookup password-link candidates owner tokens ' +
    'oidc start callback backchannel-logout identities hooks rotate calls test commands replies'
  ).split(' '),
);
const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
/** What follows one of these opens something by itself, whatever it looks like. */
const BEFORE_SECRETS = new Set(['avatars', 'unsubscribe', 'join', 'reactions', 'lookup']);
const HIDDEN = '*';
/** Segments of the longest route are fewer. */
const MAX_SEGMENTS = 12;

/**
 * The path of a request for the log: the words of the route and ids. Everything else is hidden, and the query is left
 * out, because links contain tokens (to unsubscribe), keys (of avatars) and codes (of rooms).
 */
export function pathForLog(url: string | undefined): string {
  const [path = ''] = (url ?? '').split('?', 1);
  const segments = path.split('/').slice(0, MAX_SEGMENTS);
  return segments.map((segment, index) => visible(segment, segments[index - 1])).join('/');
}

function visible(segment: string, previous = ''): string {
  if (segment === '' || WORDS.has(segment)) return segment;
  return ID.test(segment) && !BEFORE_SECRETS.has(previous) ? segment : HIDDEN;
}
