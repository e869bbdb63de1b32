import { expect, test } from '@jest/globals';
import { uuidOfName } from './uuid-of-name.ts';

test('the UUID of a name is that of RFC 9562', () => {
  // Appendix A.4: www.example.com in the namespace of the DNS.
  const dns = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
  expect(uuidOfName(dns, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
});
