import { describe, expect, it } from 'vitest';
import { fakeWorld, type Outside } from '../test/fake-world.ts';
import { Screen } from '../test/screen.ts';
import { Terminal } from './terminal.ts';
import { line, span } from './view/text.ts';
import { print } from './view/theme.ts';

const begin = (outside: Outside = {}, manner: Partial<ConstructorParameters<typeof Terminal>[1]> = {}) => {
  const world = fakeWorld({ tty: true, columns: 40, ...outside });
  const terminal = new Terminal(world, { colour: 'auto', quiet: false, ...manner });
  const screen = (columns = 40): Screen => {
    const made = new Screen(columns);
    made.write(world.written.stderr);
    return made;
  };
  return { world, terminal, screen };
};
const lines = (...texts: readonly string[]) => texts.map((text) => line(text));

describe('the live frame', () => {
  it('is drawn over the one before, also when it shrinks', () => {
    const { terminal, screen } = begin();
    terminal.draw(lines('one', 'two two', 'three'));
    terminal.draw(lines('uno', 'due'));
    expect(screen().text).toBe('uno\ndue');
    expect(screen().cursorVisible).toBe(false);
  });

  it('leaves what stood above it alone', () => {
    const { terminal, screen } = begin();
    terminal.problem('a warning');
    terminal.draw(lines('frame 1'));
    terminal.draw(lines('frame 2'));
    expect(screen().text).toBe('smtp-triage: a warning\nframe 2');
  });

  it('makes way for a message and gives the cursor back', () => {
    const { terminal, screen } = begin();
    terminal.draw(lines('frame', 'frame'));
    terminal.problem('stop');
    expect(screen().text).toBe('smtp-triage: stop');
    expect(screen().cursorVisible).toBe(true);
  });

  it('is no taller than the screen; what does not fit comes with the final print', () => {
    const { terminal, screen } = begin({ rows: 5 });
    const ten = lines('1', '2', '3', '4', '5', '6');
    terminal.draw(ten);
    expect(screen().text).toBe('1\n2\n3\n…');
    terminal.keepFrame(ten);
    expect(screen().text).toBe('1\n2\n3\n4\n5\n6');
  });

  it('finds its first line again after the window became narrower', () => {
    const { terminal, world } = begin();
    terminal.draw(lines('x'.repeat(39), 'y'));
    world.resize(20);
    world.written.stderr = '';
    terminal.draw(lines('z'));
    expect(world.written.stderr).toContain('\u001b[3A');
  });

  it('never fills the last column, where some terminals wrap', () => {
    const { terminal, screen } = begin();
    terminal.draw([line(span('x'.repeat(60)))]);
    expect(screen().text).toBe(`${'x'.repeat(38)}…`);
  });
});

describe('streams', () => {
  it('are not animated in a pipe, on a dumb terminal or with -q', () => {
    expect(begin({ tty: false }).terminal.animated).toBe(false);
    expect(begin({ env: { TERM: 'dumb' } }).terminal.animated).toBe(false);
    expect(begin({}, { quiet: true }).terminal.animated).toBe(false);
    expect(begin().terminal.animated).toBe(true);
  });

  it('get colour by flag, then NO_COLOR, then FORCE_COLOR, then by being a terminal', () => {
    const colour = (outside: Outside, flag: 'auto' | 'always' | 'never' = 'auto') =>
      begin(outside, { colour: flag }).terminal.outLook.colour;
    expect(colour({})).toBe(true);
    expect(colour({ tty: false })).toBe(false);
    expect(colour({ tty: false, env: { FORCE_COLOR: '1' } })).toBe(true);
    expect(colour({ env: { NO_COLOR: '1', FORCE_COLOR: '1' } })).toBe(false);
    expect(colour({ env: { NO_COLOR: '' } })).toBe(true);
    expect(colour({ env: { FORCE_COLOR: '0' } })).toBe(false);
    expect(colour({ env: { TERM: 'dumb' } })).toBe(false);
    expect(colour({ env: { NO_COLOR: '1' } }, 'always')).toBe(true);
    expect(colour({}, 'never')).toBe(false);
  });

  it('get signs by the locale, the first variable that is set deciding', () => {
    const unicode = (env: Readonly<Record<string, string>>, platform = 'linux') =>
      begin({ env, platform }).terminal.outLook.unicode;
    expect(unicode({ LANG: 'de_DE.UTF-8' })).toBe(true);
    expect(unicode({ LANG: 'C' })).toBe(false);
    expect(unicode({ LC_ALL: 'POSIX', LANG: 'de_DE.UTF-8' })).toBe(false);
    expect(unicode({ LC_ALL: '', LC_CTYPE: 'en_US.utf8', LANG: 'C' })).toBe(true);
    expect(unicode({ LANG: '' }, 'win32')).toBe(false);
    expect(unicode({ WT_SESSION: 'x' }, 'win32')).toBe(true);
  });

  it('are told nothing but problems with -q', () => {
    const { terminal, world } = begin({ tty: false }, { quiet: true });
    terminal.out(print(lines('result'), terminal.outLook));
    terminal.warn('careful');
    terminal.problem('wrong');
    expect(world.written).toEqual({ stdout: '', stderr: 'smtp-triage: wrong\n' });
  });

  it('show a hidden question on standard error and nothing of the answer', async () => {
    const { terminal, world } = begin({ typed: ['hun', 'ter3\u007f2', '\r'] });
    expect(await terminal.askHidden('Password for ann: ')).toBe('hunter2');
    expect(world.written.stderr).toBe('Password for ann: \n');
  });
});
