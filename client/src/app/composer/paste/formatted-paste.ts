/** Elements that Markdown has a mark for; editors of code copy their colours as HTML without any of them. */
const FORMATTED = /<(?:a|b|strong|i|em|s|del|ul|ol|h[1-6]|pre|code|blockquote|table)[\s>]/i;
/** Bold that is none: a word processor wraps all it copies into it. */
const NOT_BOLD = /<(?:b|strong)\s[^>]*font-weight:\s*(?:normal|400)[^>]*>/gi;
/** More is pasted as plain text: to read it would take seconds. */
const MAX_HTML_LENGTH = 400_000;

/** Elements of the HTML Sanitizer API (WICG), which this version of TypeScript does not know. */
interface SafeHtmlElement extends HTMLElement {
  setHTML?: (html: string, options: { sanitizer: { removeElements: string[] } }) => void;
}

/**
 * The elements of what is pasted where it has formatting that Markdown can keep; null where the plain text says it all, and
 * in browsers that cannot read foreign HTML without a risk (`setHTML` runs nothing, and needs no exception from the content
 * policy). They belong to no page: no picture is fetched.
 */
export function formattedElements(data: DataTransfer | null): HTMLElement | null {
  const html = data?.getData('text/html') ?? '';
  if (html.length > MAX_HTML_LENGTH || !FORMATTED.test(html.replace(NOT_BOLD, ''))) return null;
  const elements: SafeHtmlElement = document.implementation.createHTMLDocument('').createElement('div');
  if (!elements.setHTML) return null;
  elements.setHTML(html, { sanitizer: { removeElements: ['script', 'style', 'title'] } });
  return elements;
}
