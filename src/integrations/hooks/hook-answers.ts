import type { Problem } from '../../common/problem.ts';

/** The answers of a hook, in the words of Slack: programs look for them. */
export const HOOK_ANSWERS = {
  ok: 200,
  invalid_payload: 400,
  no_text: 400,
  action_prohibited: 403,
  no_service: 404,
  method_not_allowed: 405,
  channel_is_archived: 410,
  payload_too_large: 413,
  rate_limited: 429,
  internal_error: 500,
  service_unavailable: 503,
} as const;
export type HookWord = keyof typeof HOOK_ANSWERS;

/** What a problem is called. Its own words are not told: they are meant for people. */
export function hookWordOf({ code, status }: Problem): HookWord {
  if (code === 'room_archived') return 'channel_is_archived';
  if (code === 'body_too_large') return 'payload_too_large';
  if (code === 'method_not_allowed') return 'method_not_allowed';
  if (code === 'not_found') return 'no_service';
  if (status === 429) return 'rate_limited';
  if (status === 503 || status === 507) return 'service_unavailable';
  if (status >= 500) return 'internal_error';
  return status === 403 || code === 'room_not_found' ? 'action_prohibited' : 'invalid_payload';
}
