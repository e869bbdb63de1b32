import { describe, expect, test, vi } from 'vitest';
import { formattedElements } from './formatted-paste.ts';
import { markdownOf } from './markdown-of-elements.ts';

const elementsOf = (html: string): HTMLElement => {
  const elements = document.createElement('div');
  elements.innerHTML = html;
  return elements;
};

/** What a browser without and with `setHTML` makes of a paste. */
const pasted = (html: string, setHTML?: (html: string) => void) => {
  const page = document.implementation.createHTMLDocument('');
  const element = Object.assign(page.createElement('div'), { setHTML });
  vi.spyOn(document.implementation, 'createHTMLDocument').mockReturnValue(
    Object.assign(page, { createElement: () => element }),
  );
  const data = { getData: (type: string) => (type === 'text/html' ? html : '') };
  return formattedElements(data as DataTransfer);
};

describe('pasted HTML', () => {
  test.each([
    ['<b>bold</b>, <strong>strong</strong>, <i>a</i> <em>b</em> <s>c</s>', '**bold**, **strong**, _a_ _b_ ~~c~~'],
    ['<p>One</p><p>Two<br>three</p>', 'One\n\nTwo\nthree'],
    ['<h2>Title</h2><p>Words</p>', '## Title\n\nWords'],
    ['<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>', '- a\n- b\n  - c'],
    ['<ol start="3"><li>a</li><li>b</li></ol>', '3. a\n4. b'],
    ['<a href="https://e.example/x">the plan</a>', '[the plan](https://e.example/x)'],
    ['<a href="https://e.example/x">https://e.example/x</a>', 'https://e.example/x'],
    ['<a href="https://e.example/a_(b)">b</a>', '[b](https://e.example/a_%28b%29)'],
    ['<a href="javascript:alert(1)">no</a> <a href="/local">here</a>', 'no here'],
    ['<pre><code class="language-ts">let a = 1;\nlet b;</code></pre>', '```ts\nlet a = 1;\nlet b;\n```'],
    ['<p>use <code>npm start</code></p>', 'use `npm start`'],
    ['<blockquote><p>said</p></blockquote>', '> said'],
    ['<img src="data:image/png;base64,xx" alt="A cat"><img src="x.png">', 'A cat'],
    ['<b style="font-weight:normal;"><p>plain</p><p><b>bold</b></p></b>', 'plain\n\n**bold**'],
    ['<p>snake_case and 2*3 C:\\dir</p>', 'snake_case and 2*3 C:\\dir'],
    ['<style>p { color: red }</style><p>words</p>', 'words'],
    [
      '<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>',
      '| A | B |\n| --- | --- |\n| 1 | 2 |',
    ],
    ['<table><tr><td>1</td><td>a|b</td></tr></table>', '| 1 | a\\|b |\n| --- | --- |'],
    ['<div>one</div><div>two <b>bold </b>x</div><div><br></div><p>three</p>', 'one\ntwo **bold** x\n\nthree'],
    ['<ul>\n<li><p>a</p></li>\n<li>b</li>\n</ul>', '- a\n- b'],
    ['<pre>a ``` b</pre>', '````\na ``` b\n````'],
    ['<h1>A <i>b</i></h1><hr><p>c</p>', '# A _b_\n\n---\n\nc'],
    ['<a href="https://e.example"><h3>A card</h3><p>words</p></a>', '### A card\n\nwords'],
  ])('%s becomes Markdown', (html, words) => expect(markdownOf(elementsOf(html))).toBe(words));

  test.each([
    '<meta charset="utf-8"><div style="color:#ccc"><span style="color:#569cd6">let</span> a</div>',
    '<b style="font-weight:normal;" id="docs-internal"><span>just words</span></b>',
    '',
  ])('without formatting is pasted as the browser does: %s', (html) => expect(pasted(html, vi.fn())).toBeNull());

  test('with formatting is read where that is safe, and pasted as plain text elsewhere', () => {
    const setHTML = vi.fn<(html: string) => void>();
    expect(pasted('<ul><li>a</li></ul>', setHTML)).not.toBeNull();
    expect(setHTML).toHaveBeenCalledOnce();
    expect(pasted('<ul><li>a</li></ul>')).toBeNull();
  });
});
