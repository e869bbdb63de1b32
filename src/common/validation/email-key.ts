import { domainToASCII } from 'node:url';
import { applyDecorators } from '@nestjs/common';
import { IsEmail, MaxLength, ValidateBy } from 'class-validator';
import { limits } from '../../shared/limits.ts';

/**
 * Whether a character turns into another one when it is compared, as the Kelvin sign (U+212A) turns into `k`, the
 * dotless `ı` into `I` and a full-width letter into the plain one: two addresses would share a key.
 */
const isAmbiguous = (character: string): boolean =>
  character.normalize('NFKC') !== character ||
  /^\p{ASCII}/u.test(character.toLowerCase()) ||
  /^\p{ASCII}$/u.test(character.toUpperCase());

/** Why no account can have this address, or undefined. ASCII is what nearly every address is made of. */
export function addressFault(email: string): string | undefined {
  if (email.normalize('NFKC') !== email || (email.match(/\P{ASCII}/gu) ?? []).some(isAmbiguous))
    return 'has letters that are taken for others; write it with plain ones';
  return domainToASCII(domainOf(email)) === '' ? 'has a domain that does not exist' : undefined;
}

/** The same for every spelling of an address: in lower case, the domain as it is in DNS. */
export function emailKeyOf(email: string): string {
  const domain = domainOf(email);
  const local = email.slice(0, email.length - domain.length);
  return `${local.toLowerCase()}${domainToASCII(domain) || domain.toLowerCase()}`;
}

const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1);

/** An e-mail address field. */
export const Email = (): PropertyDecorator =>
  applyDecorators(
    IsEmail(),
    MaxLength(limits.email),
    ValidateBy({
      name: 'email-letters',
      validator: {
        validate: (value) => typeof value !== 'string' || !addressFault(value),
        defaultMessage: (args) => `email ${addressFault(String(args?.value)) ?? ''}`,
      },
    }),
  );
