import { expect, it } from 'vitest';
import { reconnectDelay } from './reconnect-delay.ts';

it('waits between half a second and a quarter minute, spread over all of it', () => {
  expect(reconnectDelay(0, 0)).toBe(500);
  expect(reconnectDelay(0, 1)).toBe(1000);
  expect(reconnectDelay(9, 0)).toBe(500);
  expect(reconnectDelay(9, 1)).toBe(15_000);
});

it('waits as long as the server asks for, but never less than half a second', () => {
  expect(reconnectDelay(0, 0, 7.3)).toBe(7300);
  expect(reconnectDelay(9, 1, 0)).toBe(500);
});
