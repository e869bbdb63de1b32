import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { Problem } from '../../common/problem.ts';
import type { WebAuthnJson } from './passkey.dto.ts';

/** Characters in Base64url; keys with certificates take a few thousand. */
const MAX_CHARACTERS = 30_000;
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** What an answer of a browser says it answers. */
export interface WebAuthnAnswer {
  challenge: string;
}

/** Only what the check reads: browsers send more, and will. */
export type Assertion = WebAuthnAnswer & { response: AuthenticationResponseJSON };
export type Registration = WebAuthnAnswer & {
  response: RegistrationResponseJSON;
  /** Whether the device can name the person by itself; undefined when the browser does not say. */
  isDiscoverable: boolean | undefined;
};

/** @throws Problem `invalid_input` */
export function readAssertion(passkey: WebAuthnJson): Assertion {
  const { id, inner, clientDataJSON, challenge } = readCommon(passkey);
  const authenticatorData = encoded(inner.authenticatorData);
  const signature = encoded(inner.signature);
  const userHandle =
    inner.userHandle === undefined || inner.userHandle === null ? {} : { userHandle: encoded(inner.userHandle) };
  return {
    challenge,
    response: {
      id,
      rawId: id,
      type: 'public-key',
      clientExtensionResults: {},
      response: { clientDataJSON, authenticatorData, signature, ...userHandle },
    },
  };
}

/** @throws Problem `invalid_input` */
export function readRegistration(passkey: WebAuthnJson): Registration {
  const { id, inner, clientDataJSON, challenge } = readCommon(passkey);
  const attestationObject = encoded(inner.attestationObject);
  const transports = Array.isArray(inner.transports) ? inner.transports.filter(isTransport).slice(0, 8) : [];
  return {
    challenge,
    isDiscoverable: discoverableIn(passkey.clientExtensionResults),
    response: {
      id,
      rawId: id,
      type: 'public-key',
      clientExtensionResults: {},
      response: { clientDataJSON, attestationObject, transports },
    },
  };
}

function readCommon(passkey: WebAuthnJson) {
  const { id, rawId, type, response } = passkey;
  if (!isObject(response) || type !== 'public-key' || (rawId !== undefined && rawId !== id)) throw unreadable();
  const clientDataJSON = encoded(response.clientDataJSON);
  return { id: encoded(id), inner: response, clientDataJSON, challenge: challengeIn(clientDataJSON) };
}

function challengeIn(clientDataJSON: string): string {
  try {
    const data = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()) as unknown;
    if (isObject(data) && typeof data.challenge === 'string') return data.challenge;
  } catch {
    // Not JSON.
  }
  throw unreadable();
}

function encoded(value: unknown): string {
  if (typeof value !== 'string' || value.length > MAX_CHARACTERS || !BASE64URL.test(value)) throw unreadable();
  return value;
}

function discoverableIn(extensions: unknown): boolean | undefined {
  const properties = isObject(extensions) ? extensions.credProps : undefined;
  return isObject(properties) && typeof properties.rk === 'boolean' ? properties.rk : undefined;
}

const isObject = (value: unknown): value is WebAuthnJson =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTransport = (value: unknown): value is string => typeof value === 'string' && /^[a-z-]{1,20}$/.test(value);

const unreadable = (): Problem =>
  new Problem('invalid_input', undefined, { passkey: ['must be what the browser gave for a passkey'] });
