import { describe, expect, test } from '@jest/globals';
import { readPushServices } from './push-services.ts';

const OWN = 'push.example.org, *.far.example.org,https://autopush.lan:8443,http://127.0.0.1:18000';

describe('an endpoint', () => {
  test.each([
    ['https://fcm.googleapis.com/fcm/send/a', true],
    ['https://web.push.apple.com/a', true],
    ['https://updates.push.services.mozilla.com/wpush/v2/a', true],
    ['https://db5p.notify.windows.com/w/?token=a', true],
    ['https://FCM.googleapis.com:443/a', true],
    ['https://push.example.org/a', true],
    ['https://a.b.far.example.org/a', true],
    ['https://autopush.lan:8443/a', true],
    ['http://127.0.0.1:18000/a', true],
    ['http://fcm.googleapis.com/a', false],
    ['https://fcm.googleapis.com:8443/a', false],
    ['https://push.apple.com/a', false],
    ['https://evilpush.apple.com.example.org/a', false],
    ['https://evil-push.apple.com/a', false],
    ['https://far.example.org/a', false],
    ['https://notfar.example.org/a', false],
    ['https://user@fcm.googleapis.com/a', false],
    ['https://fcm.googleapis.com@127.0.0.1/a', false],
    ['https://fcm.googleapis.com./a', false],
    ['https://autopush.lan/a', false],
    ['http://autopush.lan:8443/a', false],
    ['http://user@127.0.0.1:18000/a', false],
    ['http://127.0.0.1:18001/a', false],
    ['http://localhost:18000/a', false],
    ['https://127.0.0.1/a', false],
    ['https://127.1/a', false],
    ['https://0x7f000001/a', false],
    ['https://2130706433/a', false],
    ['https://[::1]/a', false],
    ['https://[::ffff:127.0.0.1]/a', false],
    ['https://169.254.169.254/latest/meta-data', false],
    ['https://10.0.0.1/a', false],
    ['https://localhost/a', false],
    ['ftp://fcm.googleapis.com/a', false],
    ['file:///etc/passwd', false],
    ['//fcm.googleapis.com/a', false],
    ['fcm.googleapis.com', false],
    ['', false],
  ])('%s is allowed: %s', (endpoint, expected) => {
    const { services, mistakes } = readPushServices(OWN);
    expect(mistakes).toEqual([]);
    expect(services.allows(endpoint)).toBe(expected);
  });
});

describe('PUSH_SERVICES is refused', () => {
  test.each([
    '*',
    '*.',
    'https://*.example.org',
    'https://push.example.org/a',
    'https://push.example.org/',
    'https://user@push.example.org',
    'http://push.example.org',
    'http://10.0.0.1:80',
    'ftp://push.example.org',
    'push.example.org:8443',
    'push.example.org/a',
    '10.0.0.1',
    'localhost',
  ])('with %s', (entry) => {
    expect(readPushServices(`push.example.org,${entry}`).mistakes).toEqual([
      expect.stringMatching(/^PUSH_SERVICES must be .* is none$/),
    ]);
  });

  test('not when it is empty', () => expect(readPushServices('').mistakes).toEqual([]));
});
