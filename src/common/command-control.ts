import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Problem } from './problem.ts';

/** What the dispatcher passes to a socket command besides its payload. */
export interface CommandControl {
  /** Answers the command with a refusal. */
  refuse: (problem: Problem) => void;
  /** Lets the next command of this name about the same subject begin before this command has ended. */
  allowNext: () => void;
}

/** Its index among the arguments of a command: after the socket and the payload. */
export const CONTROL_ARGUMENT = 2;

/**
 * `CommandControl.allowNext` of a socket command, which its handler calls once the command has its position in the
 * order.
 */
export const AllowNext = createParamDecorator(
  (_: unknown, context: ExecutionContext): (() => void) =>
    context.getArgByIndex<CommandControl>(CONTROL_ARGUMENT).allowNext,
);
