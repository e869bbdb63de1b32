import { createHmac } from 'node:crypto';
import { hash } from '@node-rs/bcrypt';
import { Config } from '../../../src/common/config.ts';
import type { TestApp } from '../app.ts';

/** The hash of a password as older versions stored it: of the bytes as they were typed. */
export async function olderHash({ nest }: TestApp, typed: string): Promise<string> {
  const pepper = nest.get(Config, { strict: false }).key('password');
  return `bcrypt-hmac$${await hash(createHmac('sha384', pepper).update(typed).digest('base64'), 10)}`;
}
