import type { Body, Case, Json, Part } from './cases.ts';

/** The same case with one thing less each, the largest things first. */
export function* smaller(one: Case): Generator<Case> {
  if (one.kind === 'raw') for (const text of shorter(one.text)) yield { ...one, text };
  if (one.kind === 'frames') {
    for (const frames of without(one.frames)) if (frames.length) yield { ...one, frames };
    for (const [index, frame] of one.frames.entries())
      for (const text of smallerFrame(frame)) yield { ...one, frames: one.frames.with(index, text) };
  }
  if (one.kind !== 'request') return;
  for (const query of without(one.query)) yield { ...one, query };
  for (const headers of without(one.headers)) yield { ...one, headers };
  if (one.by !== 'nobody') yield { ...one, by: 'nobody' };
  for (const body of smallerBody(one.body)) yield { ...one, body };
  for (const [index, [name, value]] of one.query.entries())
    for (const text of shorter(value)) yield { ...one, query: one.query.with(index, [name, text]) };
  for (const [index, part] of one.path.entries())
    for (const text of shorter(part)) yield { ...one, path: one.path.with(index, text) };
}

function* smallerBody(body: Body): Generator<Body> {
  if (body.kind !== 'none') yield { kind: 'none' };
  if (body.kind === 'json') for (const value of smallerJson(body.value)) yield { ...body, value };
  if (body.kind === 'text') for (const text of shorter(body.text)) yield { ...body, text };
  if (body.kind !== 'form') return;
  for (const parts of without(body.parts)) yield { ...body, parts };
  for (const [index, part] of body.parts.entries())
    for (const less of smallerPart(part)) yield { ...body, parts: body.parts.with(index, less) };
}

function* smallerPart(part: Part): Generator<Part> {
  if (part.filename !== undefined && part.filename !== 'a') yield { ...part, filename: 'a' };
  for (const text of shorter(part.base64)) yield { ...part, base64: text };
}

function* smallerJson(value: Json): Generator<Json> {
  if (typeof value === 'string') yield* shorter(value);
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    yield* without(value);
    for (const [index, item] of value.entries()) for (const less of smallerJson(item)) yield value.with(index, less);
    return;
  }
  const entries = Object.entries(value);
  for (const rest of without(entries)) yield Object.fromEntries(rest);
  for (const [index, [name, item]] of entries.entries())
    for (const less of smallerJson(item)) yield Object.fromEntries(entries.with(index, [name, less]));
}

/** A frame whose payload is JSON gets smaller as JSON, any other as text. */
function* smallerFrame(frame: string): Generator<string> {
  const [, head = '', json = ''] = /^(4\d[^[{]*)(.*)$/s.exec(frame) ?? [];
  let value: Json | undefined;
  try {
    value = JSON.parse(json) as Json;
  } catch {
    yield* shorter(frame);
  }
  if (value !== undefined) for (const less of smallerJson(value)) yield head + JSON.stringify(less);
}

function* shorter(text: string): Generator<string> {
  if (!text || (text.startsWith('‹') && text.endsWith('›'))) return;
  for (let size = Math.max(1, text.length >> 1); size > 0; size >>= 1) {
    yield text.slice(0, text.length - size);
    yield text.slice(size);
  }
}

function* without<T>(list: readonly T[]): Generator<T[]> {
  for (const index of list.keys()) yield list.toSpliced(index, 1);
}

/** More tries than that are not worth the wait. */
const MAX_TRIES = 150;

/** The smallest case found that still fails. */
export async function smallest(one: Case, fails: (one: Case) => Promise<boolean>, maxTries = MAX_TRIES): Promise<Case> {
  let best = one;
  let tries = 0;
  for (let found = true; found && tries < maxTries;) {
    found = false;
    for (const less of smaller(best)) {
      if (++tries > maxTries) break;
      if (!(await fails(less))) continue;
      best = less;
      found = true;
      break;
    }
  }
  return best;
}
