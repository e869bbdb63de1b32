import { Injectable } from '@nestjs/common';
import { Database } from '../common/database/database.ts';

@Injectable()
export class PageFilesRepository {
  constructor(private readonly database: Database) {}

  async find(path: string): Promise<Buffer | undefined> {
    const rows = await this.database.query<{ content: Buffer }>(`SELECT content FROM page_files WHERE path = $1`, [
      path,
    ]);
    return rows[0]?.content;
  }

  /** Notes that these files are there still. @returns those that are not stored */
  async touch(paths: string[]): Promise<string[]> {
    await this.database.query(
      `UPDATE page_files SET seen_at = now() WHERE path = ANY($1) AND seen_at < now() - interval '1 day'`,
      [paths],
    );
    const stored = await this.database.query<{ path: string }>(`SELECT path FROM page_files WHERE path = ANY($1)`, [
      paths,
    ]);
    const known = new Set(stored.map(({ path }) => path));
    return paths.filter((path) => !known.has(path));
  }

  /** Another node of the same version may store the same files. */
  async store(paths: string[], contents: Buffer[]): Promise<void> {
    await this.database.query(
      `INSERT INTO page_files (path, content) SELECT * FROM unnest($1::text[], $2::bytea[]) ON CONFLICT DO NOTHING`,
      [paths, contents],
    );
  }
}
