import { IsBoolean, IsIn, Matches, MaxLength } from 'class-validator';
import { Text } from '../../common/validation/text.ts';
import { OptionalNotNull } from '../../common/validation/validation.ts';
import { limits } from '../../shared/limits.ts';
import { PLACE } from '../../shared/place.ts';

/**
 * The order of a section's rooms: `recent`, the one written in last first; `name`; `place`, as the reader has put them
 * (`Room.place`), those without a place last.
 */
export const SECTION_SORTS = ['recent', 'name', 'place'] as const;
export type SectionSort = (typeof SECTION_SORTS)[number];

/** A section of the caller's list of rooms. Nobody else sees it. */
export class Section {
  id: string;
  /** @example 'Customers' */
  name: string;
  /** Only its rooms with something unread are shown. */
  collapsed: boolean;
  sort: SectionSort;
  /**
   * Where it stands among the caller's sections: letters and digits compared by their bytes, ascending; equal ones by `id`.
   * Between any two places there is another one; none ends in 0.
   * @example 'a1'
   */
  place: string;
}

export class SectionList {
  /** In the order of `place`. */
  items: Section[];
}

export class CreateSection {
  /** @example 'Customers' */
  @Text(1, limits.sectionName, { name: true })
  name: string;

  @OptionalNotNull()
  @IsBoolean()
  collapsed?: boolean;

  /** `recent` unless named. */
  @OptionalNotNull()
  @IsIn(SECTION_SORTS)
  sort?: SectionSort;

  /** Behind all others unless named. */
  @OptionalNotNull()
  @Matches(PLACE)
  @MaxLength(limits.place)
  place?: string;
}

export class UpdateSection {
  @OptionalNotNull()
  @Text(1, limits.sectionName, { name: true })
  name?: string;

  @OptionalNotNull()
  @IsBoolean()
  collapsed?: boolean;

  @OptionalNotNull()
  @IsIn(SECTION_SORTS)
  sort?: SectionSort;

  @OptionalNotNull()
  @Matches(PLACE)
  @MaxLength(limits.place)
  place?: string;
}
