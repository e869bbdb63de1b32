import type { MessageTone } from '../../../timeline/message.dto.ts';
import { type HookMessage, message } from './hook-message.ts';
import { bold, code, firstLine, link, literal, quoted } from './markdown-writing.ts';
import { type Fields, objectsOf, textAt, textOf, valueAt, webAddressOf } from './payload-values.ts';

const MAX_COMMITS = 8;
const HASH_LENGTH = 7;
const ACTS: Readonly<Record<string, string>> = {
  ...{ open: 'opened', close: 'closed', reopen: 'reopened', merge: 'merged', approved: 'approved' },
};
const PIPELINE_TONES: Readonly<Record<string, MessageTone>> = {
  success: 'good',
  failed: 'danger',
  canceled: 'warning',
};

/** What GitLab tells of a project. Undefined for what is worth no message. */
export function fromGitLab(payload: Fields): HookMessage | undefined {
  const found = ofKind(textOf(payload.object_kind), payload);
  return found && message(found.paragraphs, { name: 'GitLab', tone: found.tone ?? null });
}

interface Told {
  paragraphs: string[];
  tone?: MessageTone | null;
}

function ofKind(kind: string, payload: Fields): Told | undefined {
  switch (kind) {
    case 'push':
    case 'tag_push':
      return ofPush(kind, payload);
    case 'merge_request':
    case 'issue':
      return ofThing(kind, payload);
    case 'note':
      return {
        paragraphs: [
          `${head(payload)} ${who(payload)} ${link('commented', webAddressOf(valueAt(payload, 'object_attributes', 'url')))}`,
          quoted(literal(textAt(payload, 'object_attributes', 'note'))),
        ],
      };
    case 'pipeline':
      return ofPipeline(payload);
    case 'release':
      return {
        paragraphs: [
          `${head(payload)} release ${link(textOf(payload.name) || textOf(payload.tag), webAddressOf(payload.url))}`,
        ],
        tone: 'info',
      };
    default:
      return undefined;
  }
}

function ofPush(kind: string, payload: Fields): Told {
  const name = textOf(payload.ref).replace(/^refs\/(?:heads|tags)\//, '');
  const commits = objectsOf(payload.commits);
  const lines = commits
    .slice(0, MAX_COMMITS)
    .map(
      ({ id, url, message: written, author }) =>
        `- ${link(textOf(id).slice(0, HASH_LENGTH), webAddressOf(url))} ${literal(firstLine(textOf(written)))} (${literal(textAt(author, 'name'))})`,
    );
  const by = literal(textOf(payload.user_name) || textOf(payload.user_username) || 'Somebody');
  const what = `the ${kind === 'push' ? 'branch' : 'tag'} ${code(name)}`;
  const isDeleted = /^0+$/.test(textOf(payload.after));
  return { paragraphs: [`${head(payload)} ${by} ${isDeleted ? 'deleted' : 'pushed to'} ${what}`, lines.join('\n')] };
}

function ofThing(kind: string, payload: Fields): Told | undefined {
  const thing = valueAt(payload, 'object_attributes');
  const act = ACTS[textAt(thing, 'action')];
  if (!act) return undefined;
  const sign = kind === 'issue' ? '#' : '!';
  const title = link(
    `${sign}${textAt(thing, 'iid')} ${firstLine(textAt(thing, 'title'))}`,
    webAddressOf(valueAt(thing, 'url')),
  );
  const tone = act === 'merged' ? 'good' : act === 'closed' ? null : 'info';
  return { paragraphs: [`${head(payload)} ${who(payload)} ${act} ${kind.replace('_', ' ')} ${title}`], tone };
}

function ofPipeline(payload: Fields): Told | undefined {
  const pipeline = valueAt(payload, 'object_attributes');
  const status = textAt(pipeline, 'status');
  const tone = PIPELINE_TONES[status];
  if (!tone) return undefined;
  const name = link(`pipeline #${textAt(pipeline, 'id')}`, webAddressOf(valueAt(pipeline, 'url')));
  return { paragraphs: [`${head(payload)} ${name}: ${literal(status)} on ${code(textAt(pipeline, 'ref'))}`], tone };
}

const head = (payload: Fields): string => {
  const name = textAt(payload, 'project', 'path_with_namespace');
  return name ? `${bold(link(name, webAddressOf(valueAt(payload, 'project', 'web_url'))))}:` : '';
};

const who = (payload: Fields): string =>
  literal(textAt(payload, 'user', 'name') || textAt(payload, 'user', 'username') || 'Somebody');
