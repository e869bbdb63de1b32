import { Account } from '../support/account.ts';
import { picture } from '../support/files.ts';
import { expect, test } from '../support/test.ts';

/** Tries to bring in a script by each sink; returns the names of those that let it. */
const TRY_SINKS = `() => {
  const element = document.createElement('div');
  const script = document.createElement('script');
  const sinks = {
    innerHTML: () => (element.innerHTML = '<img src=x onerror=alert(1)>'),
    outerHTML: () => document.body.appendChild(document.createElement('p')).outerHTML = '<b>x</b>',
    insertAdjacentHTML: () => element.insertAdjacentHTML('beforeend', '<b>x</b>'),
    srcdoc: () => (document.createElement('iframe').srcdoc = '<script>alert(1)</script>'),
    parseFromString: () => new DOMParser().parseFromString('<b>x</b>', 'text/html'),
    'script.src': () => (script.src = '/evil.js'),
    'script.text': () => (script.text = 'alert(1)'),
    Worker: () => new Worker('/evil.js'),
    'a policy of another name': () => trustedTypes.createPolicy('evil', { createHTML: (html) => html }),
    'a default policy': () => trustedTypes.createPolicy('default', { createHTML: (html) => html }),
    'the policy of Parley again': () => trustedTypes.createPolicy('parley', { createScriptURL: (url) => url }),
  };
  return Object.entries(sinks).flatMap(([name, sink]) => {
    try {
      sink();
      return [name];
    } catch {
      return [];
    }
  });
}`;

test('Parley runs where no text becomes a script: it starts, sends, shows code and pictures', async ({ arrive }) => {
  const account = await Account.register('Ada');
  const ada = await arrive({ withServiceWorker: true });
  await ada.signIn(account);
  await ada.createRoom('Trusted');
  const response = await ada.page.reload();
  expect(response?.headers()['content-security-policy']).toMatch(
    /require-trusted-types-for 'script';\s*trusted-types angular parley(;|$)/,
  );

  await ada.composer.fill('```js\nconst answer = 42; // trusted\n```');
  await ada.page.getByRole('button', { name: 'Send message' }).click();
  const code = ada.page.getByRole('log').locator('code', { hasText: 'const answer' }).last();
  await expect(code.locator('span').first()).toBeVisible();

  const file = await picture('trusted.png', 'teal');
  await ada.page.locator('parley-attach-buttons input').setInputFiles(file);
  await expect(ada.page.getByRole('list', { name: 'Goes with your message' }).getByRole('listitem')).toHaveCount(1);
  await expect(ada.page.getByText('uploaded')).toHaveCount(0);
  await ada.sendMessage('A picture');
  await ada.seesSent('A picture');
  await expect(ada.message('A picture').locator('img').last()).toBeVisible();

  const registered = 'navigator.serviceWorker.ready.then(({ active }) => active?.scriptURL ?? null)';
  expect(await ada.page.evaluate(registered)).toContain('/parley-worker.js');
});

test('A script sink is refused, whatever finds its way to it', async ({ arrive }) => {
  const account = await Account.register('Eve');
  const eve = await arrive();
  await eve.signIn(account);
  eve.allowError(/TrustedHTML|TrustedScript|Trusted Type|trusted-types|Content Security Policy|unsafe-eval/i);
  expect(await eve.page.evaluate(`(${TRY_SINKS})()`)).toEqual([]);
});
