import { Injectable } from '@nestjs/common';
import { limits } from '../../shared/limits.ts';
import { repairLine } from '../../shared/repair-text.ts';
import { isBlank, withoutDirectionControls } from '../../shared/visible-text.ts';
import type { ProgramName } from '../../timeline/message.dto.ts';
import { isOfPeople, nameSkeleton } from '../../users/name-skeleton.ts';
import { usernameSkeleton } from '../../users/username.ts';
import type { HookEntity } from './hook.entity.ts';
import { HooksRepository } from './hooks.repository.ts';
import { type HookMessage, iconOf } from './payloads/hook-message.ts';

const NOT_IN_USERNAMES = /[^A-Za-z0-9_.-]/g;

/** What programs call themselves: never as a person is called, nor the system. */
@Injectable()
export class ProgramNames {
  constructor(private readonly hooks: HooksRepository) {}

  /** Null where the message stands under the name of the hook. */
  async of(hook: HookEntity, { name, icon }: Pick<HookMessage, 'name' | 'icon'>): Promise<ProgramName | null> {
    if (!hook.mayRename) return null;
    const cleaned = cleanedName(name);
    const isFree = cleaned !== '' && nameSkeleton(cleaned) !== nameSkeleton(hook.name) && (await this.isFree(cleaned));
    const emoji = icon ? iconOf(icon) : null;
    return isFree || emoji ? { name: isFree ? cleaned : hook.name, icon: emoji } : null;
  }

  private async isFree(name: string): Promise<boolean> {
    const skeleton = nameSkeleton(name);
    if (!isOfPeople(skeleton)) return false;
    return !(await this.hooks.isNameOfPerson(skeleton, usernameSkeleton(name.replace(NOT_IN_USERNAMES, ''))));
  }
}

/** In a line, without what sets the direction of the text around it, as long as a display name. */
function cleanedName(name: string): string {
  const line = withoutDirectionControls(repairLine(name.slice(0, 1_000).normalize('NFKC')))
    .replace(/\s+/g, ' ')
    .trim();
  return isBlank(line) ? '' : [...line].slice(0, limits.displayName).join('').trim();
}
