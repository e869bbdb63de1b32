import type { MessageTone } from '../../../timeline/message.dto.ts';
import { type HookMessage, message } from './hook-message.ts';
import { bold, code, firstLine, link, literal, quoted } from './markdown-writing.ts';
import { type Fields, objectsOf, textAt, textOf, valueAt, webAddressOf } from './payload-values.ts';

const MAX_COMMITS = 8;
const HASH_LENGTH = 7;
/** Characters of what a person has written. */
const MAX_WORDS = 500;
/** Acts that say more than that something was done about a label or a reviewer. */
const ACTS = [
  'opened',
  'closed',
  'reopened',
  'merged',
  'created',
  'published',
  'completed',
  'ready_for_review',
  'deleted',
];

/** What GitHub tells of a repository. Undefined for a ping and for what is worth no message. */
export function fromGitHub(event: string, payload: Fields): HookMessage | undefined {
  const action = textOf(payload.action);
  if (action && !ACTS.includes(action)) return undefined;
  const found = ofEvent(event, action, payload);
  return found && message(found.paragraphs, { name: 'GitHub', tone: found.tone ?? null });
}

interface Told {
  paragraphs: string[];
  tone?: MessageTone | null;
}

function ofEvent(event: string, action: string, payload: Fields): Told | undefined {
  switch (event) {
    case 'push':
      return ofPush(payload);
    case 'pull_request':
      return ofThing('pull request', action, payload, payload.pull_request);
    case 'issues':
      return ofThing('issue', action, payload, payload.issue);
    case 'issue_comment':
      return {
        paragraphs: [
          `${head(payload)} ${who(payload)} commented on ${numbered(payload.issue)}`,
          wordsOf(payload.comment),
        ],
      };
    case 'release':
      return {
        paragraphs: [
          `${head(payload)} release ${titled(payload.release)} ${action} by ${who(payload)}`,
          wordsOf(payload.release),
        ],
        tone: 'info',
      };
    case 'workflow_run':
      return ofRun(payload);
    default:
      return undefined;
  }
}

function ofPush(payload: Fields): Told {
  const [, kind = '', name = ''] = /^refs\/(heads|tags)\/(.*)$/.exec(textOf(payload.ref)) ?? [];
  const what = `${kind === 'tags' ? 'tag' : 'branch'} ${code(name || textOf(payload.ref))}`;
  const start = `${head(payload)} ${who(payload)}`;
  if (payload.deleted === true) return { paragraphs: [`${start} deleted the ${what}`] };
  const commits = objectsOf(payload.commits);
  if (!commits.length) return { paragraphs: [`${start} pushed the ${what}`] };
  const count = `${commits.length} ${commits.length === 1 ? 'commit' : 'commits'}`;
  const force = payload.forced === true ? 'force-pushed' : 'pushed';
  const lines = commits.slice(0, MAX_COMMITS).map(commitLine);
  if (commits.length > MAX_COMMITS) lines.push(`… and ${commits.length - MAX_COMMITS} more`);
  return {
    paragraphs: [`${start} ${force} ${link(count, webAddressOf(payload.compare))} to the ${what}`, lines.join('\n')],
  };
}

const commitLine = ({ id, url, message: written, author }: Fields): string => {
  const name = textAt(author, 'username') || textAt(author, 'name');
  return `- ${link(textOf(id).slice(0, HASH_LENGTH), webAddressOf(url))} ${literal(firstLine(textOf(written)))}${name && ` (${literal(name)})`}`;
};

function ofThing(kind: string, action: string, payload: Fields, thing: unknown): Told {
  const isMerged = valueAt(thing, 'merged') === true;
  const act = action === 'closed' && isMerged ? 'merged' : action.replaceAll('_', ' ');
  const tone = act === 'merged' ? 'good' : act === 'closed' ? null : 'info';
  return {
    paragraphs: [
      `${head(payload)} ${who(payload)} ${act} ${kind} ${numbered(thing)}`,
      action === 'opened' ? wordsOf(thing) : '',
    ],
    tone,
  };
}

function ofRun(payload: Fields): Told {
  const run = valueAt(payload, 'workflow_run');
  const outcome = textAt(run, 'conclusion') || textAt(run, 'status');
  const tone =
    outcome === 'success'
      ? 'good'
      : ['failure', 'timed_out', 'startup_failure'].includes(outcome)
        ? 'danger'
        : 'warning';
  const name = `${textAt(run, 'name') || 'workflow'} #${textAt(run, 'run_number')}`;
  const on = code(textAt(run, 'head_branch'));
  return {
    paragraphs: [
      `${head(payload)} ${link(name, webAddressOf(valueAt(run, 'html_url')))}: ${literal(outcome.replaceAll('_', ' '))}${on && ` on ${on}`}`,
    ],
    tone,
  };
}

const head = (payload: Fields): string => {
  const name = textAt(payload, 'repository', 'full_name');
  return name ? `${bold(link(name, webAddressOf(valueAt(payload, 'repository', 'html_url'))))}:` : '';
};

const who = (payload: Fields): string =>
  literal(textAt(payload, 'sender', 'login') || textAt(payload, 'pusher', 'name') || 'Somebody');

const numbered = (thing: unknown): string =>
  link(`#${textAt(thing, 'number')} ${firstLine(textAt(thing, 'title'))}`, webAddressOf(valueAt(thing, 'html_url')));

const titled = (release: unknown): string =>
  link(textAt(release, 'name') || textAt(release, 'tag_name'), webAddressOf(valueAt(release, 'html_url')));

/** What a person has written, as it is, quoted. */
function wordsOf(thing: unknown): string {
  const text = textAt(thing, 'body');
  if (!text) return '';
  const characters = [...text.replaceAll('\r\n', '\n')];
  return quoted(
    literal(characters.length > MAX_WORDS ? `${characters.slice(0, MAX_WORDS).join('')}…` : characters.join('')),
  );
}
