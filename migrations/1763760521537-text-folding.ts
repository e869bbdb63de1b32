import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndex, rebuildIndex } from '../src/common/database/online-migration.ts';

/**
 * One way to compare texts, for messages as for names of people and rooms: as `foldText` of the server and the client.
 * The version before calls `folded` for both sides of a comparison, so that it may run beside this one. The index of
 * messages holds folded text and is built again; until that is done, a search for letters with marks may miss messages.
 */
export class TextFolding1763760521537 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // The letters are looked for first: to replace them takes longer than all other steps.
    await runner.query(String.raw`
      CREATE OR REPLACE FUNCTION folded(body text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT COST 2000 AS $$
      BEGIN
        IF octet_length(body) = length(body) THEN
          RETURN lower(body COLLATE pg_c_utf8);
        END IF;
        body := lower(regexp_replace(normalize(body, NFKD),
          '[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f' ||
          '\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u180b-\u180d\u180f\u1ab0-\u1ace' ||
          '\u1dc0-\u1dff\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f\u00ad\u061c\u0640\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+',
          '', 'g') COLLATE pg_c_utf8);
        IF octet_length(body) = length(body) THEN
          RETURN body;
        END IF;
        IF body ~ '[łøđðħŧıŋɨƀɓɖɗƒɠƙƚɵƥʈʉʋƴƶςٱىيك‘’‚‛ʼ“”„‟‐‑‒–—―−]' THEN
          body := translate(body, 'łøđðħŧıŋɨƀɓɖɗƒɠƙƚɵƥʈʉʋƴƶςٱىيك‘’‚‛ʼ“”„‟‐‑‒–—―−',
            'loddhtinibbddfgkloptuvyzσاییک''''''''''""""-------');
        END IF;
        RETURN normalize(
          replace(replace(replace(replace(body, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), NFC);
      END $$`);
    await rebuildIndex(runner, 'messages_parts');
    await createIndex(runner, {
      name: 'users_name_folded',
      on: `ON users USING gin ((folded(display_name) || ' ' || username_key) gin_trgm_ops) WHERE disabled_at IS NULL`,
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX users_name_folded`);
    await runner.query(`
      CREATE OR REPLACE FUNCTION folded(body text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT COST 2000 AS
      $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, normalize(body, NFKC))) $$`);
    await rebuildIndex(runner, 'messages_parts');
  }
}
