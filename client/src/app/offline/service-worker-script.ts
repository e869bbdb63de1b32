const ADDRESS = 'parley-worker.js';

/** What browsers with Trusted Types offer; the types of the DOM do not know it yet. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): {
    createScriptURL: (url: string) => unknown;
  };
}

/**
 * The address of the service worker, in the form that the content security policy asks for (Trusted Types): the policy
 * `parley` lets this one script in and no other.
 */
export function serviceWorkerScript(): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy('parley', {
    createScriptURL: (url) => {
      if (url !== ADDRESS) throw new TypeError(`${url} is no script of Parley`);
      return url;
    },
  });
  // Angular hands it on to the browser as it is.
  return (policy?.createScriptURL(ADDRESS) ?? ADDRESS) as string;
}
