import { Logger } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { terminate } from './close-connection.ts';

const logger = new Logger('Socket');

/**
 * The outermost catch around the work for a socket: an error is logged and ends that connection, whose client reconnects
 * and catches up. Libraries call listeners without a catch, so an error would end the process.
 */
export function guarded<Args extends unknown[]>(
  socket: Pick<Socket, 'conn'>,
  work: (...args: Args) => unknown,
): (...args: Args) => void {
  return (...args) => {
    try {
      const result = work(...args);
      if (result instanceof Promise) result.catch((error: unknown) => endAfter(socket, error));
    } catch (error) {
      endAfter(socket, error);
    }
  };
}

/** Logs an error and ends its connection. */
export function endAfter(socket: Pick<Socket, 'conn'>, error: unknown): void {
  logger.error(error);
  try {
    terminate(socket);
  } catch (failure) {
    logger.error(failure);
  }
}
