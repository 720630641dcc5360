import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from './markup.ts';

describe('html`…`', () => {
  it('escapes what is put in, between tags and in quotes', () => {
    const text = `<b>&"'`;
    expect(`${html`<p title="${text}">${text}</p>`}`).toBe(
      '<p title="&lt;b&gt;&amp;&quot;&#39;">&lt;b&gt;&amp;&quot;&#39;</p>',
    );
  });

  it('takes markup as it is, and lists of it', () => {
    expect(`${html`<ul>${['a', '<b>'].map((each) => html`<li>${each}</li>`)}</ul>`}`).toBe(
      '<ul><li>a</li><li>&lt;b&gt;</li></ul>',
    );
  });

  it('shows numbers, leaves nothing out of null, and shows what cannot be seen', () => {
    expect(`${html`${7}${null}${'\u0000\u202e'}`}`).toBe('7\\x00\\u{202e}');
  });

  it('never lets a text be anything but text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", 'a', ' ', '=', '\n', ';') }), (text) => {
        expect(`${html`${text}`}`).not.toMatch(/[<>"']/);
      }),
    );
  });
});
