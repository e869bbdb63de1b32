/** Whether this device is notified while no page is open, or what stands against it. */
export type PushState =
  /** Not found out yet. */
  | 'unknown'
  /** The server sends none. */
  | 'off-here'
  | 'unsupported'
  /** On iPhones and iPads only an app on the home screen is notified. */
  | 'needs-home-screen'
  /** The browser was told to block notifications. */
  | 'blocked'
  | 'off'
  | 'on'
  /** Turned on, and the browser gives no subscription any more. */
  | 'broken';

/** What the browser and the server say. */
export interface PushFacts {
  isServerOn: boolean;
  /** Service worker, push and notifications. */
  isSupported: boolean;
  isApplePhone: boolean;
  isInstalled: boolean;
  permission: NotificationPermission;
  /** Whether the reader has turned it on here. */
  isWanted: boolean;
  hasSubscription: boolean;
}

export function pushStateOf(facts: PushFacts): Exclude<PushState, 'unknown'> {
  if (!facts.isServerOn) return 'off-here';
  // There the browser itself has no push; the same page on the home screen has.
  if (facts.isApplePhone && !facts.isInstalled) return 'needs-home-screen';
  if (!facts.isSupported) return 'unsupported';
  if (facts.permission === 'denied') return 'blocked';
  if (!facts.isWanted) return 'off';
  return facts.permission === 'granted' && facts.hasSubscription ? 'on' : 'broken';
}

/** iPads say that they are Macs, and have fingers. */
export const isApplePhone = ({ userAgent, maxTouchPoints }: Pick<Navigator, 'userAgent' | 'maxTouchPoints'>): boolean =>
  /iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes('Macintosh') && maxTouchPoints > 1);

/** Whether a subscription was made with this key of the server. */
export function hasKey({ options }: { options: { applicationServerKey: ArrayBuffer | null } }, key: string): boolean {
  if (!options.applicationServerKey) return false;
  return base64Url(new Uint8Array(options.applicationServerKey)) === key;
}

export const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
