import type { ProblemCode } from '../../common/problem.ts';

/** Work of the child process on a file that was not inspected yet. Results are written to the paths that the job names. */
export type InspectionJob =
  | { task: 'picture'; path: string; content: string; out: string; thumbnail: string }
  | { task: 'avatar'; path: string; content: string; out: [large: string, small: string] }
  | { task: 'audio'; path: string; content: string }
  | { task: 'archive'; path: string };

export interface PictureInfo {
  width: number;
  height: number;
}

export interface AudioInfo {
  durationMs: number;
  /** True for a file with video, which is no recording. */
  video: boolean;
}

export interface InspectionResults {
  picture: PictureInfo;
  avatar: null;
  audio: AudioInfo;
  archive: null;
}

export type Verdict<T> = { done: T } | { refused: ProblemCode; detail: string };

/** Why a file is refused. No `Problem`: the child runs these files as they are, and Node only strips types. */
export class Refusal extends Error {
  readonly code: ProblemCode;

  constructor(code: ProblemCode, detail: string) {
    super(detail);
    this.code = code;
  }
}
