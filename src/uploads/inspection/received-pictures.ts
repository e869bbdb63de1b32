import { createReadStream } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { Problem } from '../../common/problem.ts';
import { type ReceivedFile, readHead } from '../quarantine.ts';
import { VirusScanner } from '../scans/virus-scanner.ts';
import { detectContent, resolveFileType } from './file-types.ts';

/** Looks at received files that have to be pictures, before they are decoded. */
@Injectable()
export class ReceivedPictures {
  constructor(private readonly scanner: VirusScanner) {}

  /**
   * @returns the format of the picture
   * @throws Problem `invalid_input` for an empty file, `file_type_mismatch` for one that is no picture, `file_infected`
   */
  async check({ path, name, declaredMime, size }: ReceivedFile): Promise<string> {
    if (size === 0) throw new Problem('invalid_input', undefined, { file: ['is empty'] });
    const content = detectContent(await readHead(path));
    if (resolveFileType(name, declaredMime, content).kind !== 'image')
      throw new Problem('file_type_mismatch', 'A PNG, JPEG, GIF or WebP picture is needed');
    await this.scanner.assertClean(() => createReadStream(path));
    return content ?? '';
  }
}
