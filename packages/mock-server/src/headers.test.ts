import { describe, expect, it } from 'vitest';
import { message } from '../test/session.ts';
import { Captured } from './captured.ts';

const mail = (text: string): Captured => new Captured(message({ text }));

describe('header fields', () => {
  it.each([
    ['as it is', 'Subject: plain text', 'plain text'],
    ['folded', 'Subject: one\r\n two\r\n\tthree', 'one two\tthree'],
    ['in base64', 'Subject: =?UTF-8?B?R3LDvMOfZQ==?=', 'Grüße'],
    ['in quoted-printable of another character set', 'Subject: =?iso-8859-1?Q?a_=FCber?= b', 'a über b'],
    ['in two words, with the space between them dropped', 'subject: =?utf-8?q?ab?=\r\n =?utf-8?q?c?= d', 'abc d'],
    ['with a language tag', 'Subject: =?utf-8*de?q?ja?=', 'ja'],
    ['in a character set nobody knows, left alone', 'Subject: =?x-none?q?ja?=', '=?x-none?q?ja?='],
    ['empty', 'Subject:', ''],
    ['with LF alone at the line ends', 'X: y\nSubject: lf\n\nSubject: body', 'lf'],
    ['twice: the first counts', 'Subject: 1\r\nSubject: 2', '1'],
    ['not there', 'From: x@y.test\r\n\r\nSubject: in the body', null],
  ])('reads a subject %s', (_, head, subject) => {
    expect(mail(`${head}\r\n\r\nbody`).subject).toBe(subject);
  });

  it('reads a message without a head, or of odd octets, without complaint', () => {
    expect(mail('').subject).toBeNull();
    expect(mail(': no name\r\nno colon\r\n').header('no name')).toBeNull();
    expect(new Captured(message({ text: '' })).header('x')).toBeNull();
  });

  it('leaves the octets as they came and parses MIME when asked', async () => {
    const text =
      'Subject: hi\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nR3LDvMOfZQ==\r\n';
    const captured = mail(text);
    expect(captured.text()).toBe(text);
    expect((await captured.parsed()).text).toContain('Grüße');
    expect(captured.parsed()).toBe(captured.parsed());
  });
});
