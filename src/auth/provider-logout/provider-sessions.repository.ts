import { Injectable } from '@nestjs/common';
import { Database, returning, type Tx } from '../../common/database/database.ts';

/** A session that ended because its person was signed out at the provider. */
export interface EndedAtProvider {
  id: string;
  userId: string;
}

interface Named {
  issuer: string;
  subject: string | null;
  sid: string | null;
}

const ENDED = `ended_at = now(), end_reason = 'idp_logout', id_token = NULL`;

/** The sessions that began at a provider. */
@Injectable()
export class ProviderSessionsRepository {
  constructor(private readonly database: Database) {}

  /** The identities that a logout is about, by their subject, or else by the session there. */
  async identitiesOf(tx: Tx, { issuer, subject, sid }: Named): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      subject === null
        ? `SELECT DISTINCT i.id FROM identities i JOIN sessions s ON s.identity_id = i.id
           WHERE i.issuer = $1 AND s.provider_sid = $2 AND s.ended_at IS NULL`
        : `SELECT id FROM identities WHERE issuer = $1 AND subject = $2`,
      [issuer, subject ?? sid],
    );
    return rows.map(({ id }) => id);
  }

  /** Ends the live sessions of identities, and the sign-ins that wait for a second factor. @param sid those of it alone */
  async end(tx: Tx, identityIds: string[], sid?: string): Promise<EndedAtProvider[]> {
    await tx.query(
      `DELETE FROM proofs WHERE data->>'identityId' = ANY($1::text[]) AND ($2::text IS NULL OR data->>'sid' = $2)`,
      [identityIds, sid ?? null],
    );
    return returning<EndedAtProvider>(
      tx,
      `UPDATE sessions SET ${ENDED}
       WHERE identity_id = ANY($1::uuid[]) AND ended_at IS NULL AND ($2::text IS NULL OR provider_sid = $2)
       RETURNING id, user_id AS "userId"`,
      [identityIds, sid ?? null],
    );
  }

  /** Ends every live session of the people of identities but those of programs, and what they have under way. */
  async endOfPeople(tx: Tx, identityIds: string[]): Promise<EndedAtProvider[]> {
    const people = `SELECT user_id FROM identities WHERE id = ANY($1::uuid[])`;
    await tx.query(`DELETE FROM proofs WHERE user_id IN (${people})`, [identityIds]);
    return returning<EndedAtProvider>(
      tx,
      `UPDATE sessions SET ${ENDED} WHERE user_id IN (${people}) AND kind = 'device' AND ended_at IS NULL
       RETURNING id, user_id AS "userId"`,
      [identityIds],
    );
  }

  /** What signs out at the provider as well; undefined for a session that did not begin at one. */
  async signedInAt(sessionId: string): Promise<SignedInAt | undefined> {
    const [row] = await this.database.query<SignedInAt>(
      `SELECT i.id AS "identityId", i.provider, s.id_token AS "idToken"
       FROM sessions s JOIN identities i ON i.id = s.identity_id WHERE s.id = $1 AND s.ended_at IS NULL`,
      [sessionId],
    );
    return row;
  }
}

export interface SignedInAt {
  identityId: string;
  provider: string;
  /** Encrypted. */
  idToken: Buffer | null;
}
