import { createHmac, hkdfSync } from 'node:crypto';
import { hash } from '@node-rs/bcrypt';

/** The lowest cost of bcrypt: thousands of people sign in without minutes of hashing. */
const BCRYPT_COST = 4;

/** A hash as `src/auth/passwords/password-hasher.ts` makes it, but for the cost. */
export async function hashFor(password: string, secretKey: string): Promise<string> {
  const pepper = Buffer.from(hkdfSync('sha256', secretKey, '', 'parley:password', 32));
  const keyed = createHmac('sha384', pepper).update(password.normalize('NFKC'), 'utf8').digest('base64');
  return `bcrypt-nfkc$${await hash(keyed, BCRYPT_COST)}`;
}
