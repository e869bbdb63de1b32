import { expect, test } from '@jest/globals';
import { domainOf } from './mail.sender.ts';

test.each([
  ['Parley <parley@chat.example.org>', 'chat.example.org'],
  ['parley@example.org', 'example.org'],
  ['"a@b" <c@d.example> ', 'd.example'],
  ['nothing', 'localhost.localdomain'],
])('the id of a mail from %s is of %s', (sender, domain) => {
  expect(domainOf(sender)).toBe(domain);
});
