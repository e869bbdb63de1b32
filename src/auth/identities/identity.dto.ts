/** An account at a provider that signs a person in. */
export class Identity {
  id: string;
  /** The id of the provider. */
  provider: string;
  /**
   * Of the provider; its id where the server knows it no more.
   * @example 'Keycloak'
   */
  name: string;
  /** What the provider calls the person, to tell several apart. */
  email: string | null;
  createdAt: string;
  lastUsedAt: string | null;
}

export class IdentityPage {
  items: Identity[];
  next: string | null;
}
