import { nullable, text, whole } from '../json-schema.view.ts';
import { MAX_PAGE_ROWS } from '../mcp-arguments.dto.ts';

/** Fields that several tools have. */
export const LIMIT = whole(1, MAX_PAGE_ROWS, 'at most so many; an answer may hold fewer');
export const CURSOR = text('next of the page before');
export const NEXT = nullable(text('the cursor of the next page; null: this is the last'));
