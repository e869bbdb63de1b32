import type { ProblemCode } from '../../common/problem.ts';

/** Work of the child process on a file that was not inspected yet. Results are written to the paths that the job names. */
export type InspectionJob =
  | { task: 'picture'; path: string; content: string; out: string; thumbnail: string }
  | { task: 'avatar'; path: string; content: string; out: [large: string, small: string] }
  | { task: 'emoji'; path: string; content: string; out: string; still: string }
  | { task: 'audio'; path: string; content: string }
  | { task: 'archive'; path: string };

export interface PictureInfo {
  width: number;
  height: number;
}

/**
 * What became of a picture: encoded anew; only its first frame, because all of them would take too much; or nothing,
 * because it is larger than what is decoded.
 */
export type PictureResult = ({ drawn: 'whole'; animated: boolean } & PictureInfo) | { drawn: 'still' | 'nothing' };

export interface AudioInfo {
  durationMs: number;
  /** True for a file with video, which is no recording. */
  video: boolean;
}

export interface InspectionResults {
  picture: PictureResult;
  avatar: null;
  emoji: { animated: boolean };
  /** Null where no duration can be read. */
  audio: AudioInfo | null;
  /** Whether all that is in it could be looked at. */
  archive: boolean;
}

export type Verdict<T> = { done: T } | { refused: ProblemCode; detail: string };

/** What a child sends: its verdict, and before that, that the thumbnail of an animation is written. */
export type ChildMessage = Verdict<unknown> | { still: true };

/** Why a file is refused. No `Problem`: the child runs these files as they are, and Node only strips types. */
export class Refusal extends Error {
  readonly code: ProblemCode;

  constructor(code: ProblemCode, detail: string) {
    super(detail);
    this.code = code;
  }
}
