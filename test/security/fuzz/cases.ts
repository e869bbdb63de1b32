export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Who asks. */
export const CALLERS = ['member', 'guest', 'admin', 'nobody'] as const;
export type CallerKind = (typeof CALLERS)[number];

/** A part of a multipart body. */
export interface Part {
  name: string;
  filename?: string;
  type?: string;
  base64: string;
}

export type Body =
  | { kind: 'none' }
  | { kind: 'json'; value: Json }
  | { kind: 'text'; type: string; text: string }
  | { kind: 'bytes'; type: string; base64: string }
  | { kind: 'form'; parts: Part[] };

/** One request over HTTP. */
export interface RequestCase {
  kind: 'request';
  by: CallerKind;
  method: string;
  /** The parts of the path after `/`, not encoded yet. */
  path: string[];
  query: [string, string][];
  headers: [string, string][];
  body: Body;
}

/** Text frames on a connection of their own. */
export interface FramesCase {
  kind: 'frames';
  by: CallerKind;
  /** Whether the connection is authenticated before. */
  connected: boolean;
  frames: string[];
}

/** Bytes on a connection of their own, in latin1: what no HTTP client would send. */
export interface RawCase {
  kind: 'raw';
  text: string;
}

/** All of it is JSON, so that it can be printed, made smaller and sent again. */
export type Case = RequestCase | FramesCase | RawCase;

/** The route, or the name of the command: failures of one place are reported once. */
export function placeOf(one: Case): string {
  if (one.kind === 'request') return `${one.method} ${one.path.slice(0, 5).join('/')}`;
  if (one.kind === 'raw') return one.text.slice(0, 20);
  return one.frames.map((frame) => /^\d+\["(\w{1,30})"/.exec(frame)?.[1] ?? 'frame').join(' ');
}
