import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Problem } from './problem.ts';

/** What the dispatcher hands to a socket command beside its payload. */
export interface CommandControl {
  /** Answers the command with a refusal. */
  refuse: (problem: Problem) => void;
  /** Lets the next command of this name about the same thing begin before this one has ended. */
  allowNext: () => void;
}

/** Where it stands among the arguments of a command: after the socket and the payload. */
export const CONTROL_ARGUMENT = 2;

/** `CommandControl.allowNext` of a socket command, for its handler to call once the command has its place in the order. */
export const AllowNext = createParamDecorator(
  (_: unknown, context: ExecutionContext): (() => void) =>
    context.getArgByIndex<CommandControl>(CONTROL_ARGUMENT).allowNext,
);
