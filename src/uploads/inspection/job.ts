import type { ProblemCode } from '../../common/problem.ts';

/** What the child process is asked to do with a file that nobody has looked into yet. Results are written beside it. */
export type InspectionJob =
  | { task: 'picture'; path: string; content: string; out: string; thumbnail: string }
  | { task: 'avatar'; path: string; content: string; out: [large: string, small: string] }
  | { task: 'sound'; path: string; content: string }
  | { task: 'archive'; path: string };

export interface PictureInfo {
  width: number;
  height: number;
}

export interface AudioInfo {
  durationMs: number;
  /** There are moving pictures in it: it is no recording. */
  video: boolean;
}

export interface InspectionResults {
  picture: PictureInfo;
  avatar: null;
  sound: AudioInfo;
  archive: null;
}

export type Verdict<T> = { done: T } | { refused: ProblemCode; detail: string };

/** Why a file is not let in. No `Problem`: the child runs these files as they are, and Node strips types only. */
export class Refusal extends Error {
  readonly code: ProblemCode;

  constructor(code: ProblemCode, detail: string) {
    super(detail);
    this.code = code;
  }
}
