import { type Typing, type } from './typing.ts';
import { cutLine, type Line, line, lineWidth, span, type Text } from './view/text.ts';
import { type Look, lookFor, print, printLine } from './view/theme.ts';
import type { Sink, World } from './world.ts';

/** How the output is to look, as the command line says. */
export type Manner = { readonly colour: 'auto' | 'always' | 'never'; readonly quiet: boolean };

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
/** DEC mode 2026: the terminal shows a frame when it is complete; those that do not know it ignore it. */
const BEGIN_FRAME = '\u001b[?2026h';
const END_FRAME = '\u001b[?2026l';
const CLEAR_TO_LINE_END = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** The only place that writes to a stream, and it writes only {@link Text}. */
export class Terminal {
  readonly world: World;
  readonly #manner: Manner;
  /** The live frame on the screen, as widths of its lines, since a narrower window breaks them. */
  #frame: readonly number[] = [];
  #cursorHidden = false;

  constructor(world: World, manner: Manner) {
    this.world = world;
    this.#manner = manner;
    world.onExit(() => this.#showCursor());
  }

  get env(): World['env'] {
    return this.world.env;
  }

  /** How standard output looks. */
  get outLook(): Look {
    return this.#look(this.world.stdout);
  }

  /** How standard error looks. */
  get errLook(): Look {
    return this.#look(this.world.stderr);
  }

  /** Whether there is a screen on standard error that can be drawn on again. */
  get animated(): boolean {
    return this.world.stderr.isTTY && this.env['TERM'] !== 'dumb' && !this.#manner.quiet;
  }

  /** Whether somebody is there to be asked. */
  get canAsk(): boolean {
    return this.world.stdinIsTTY;
  }

  /** The result, on standard output. */
  out(text: Text): void {
    if (!this.#manner.quiet) this.world.stdout.write(text);
  }

  /** One line that says what is wrong, on standard error. It is not silenced by `-q`. */
  problem(text: string): void {
    this.eraseFrame();
    this.world.stderr.write(print([line(`smtp-triage: ${text}`)], { ...this.errLook, colour: false }));
  }

  /** One line that the user should know, on standard error. */
  warn(text: string): void {
    if (!this.#manner.quiet) this.problem(text);
  }

  /** Draws a frame in place of the one before. Lines that do not fit on the screen wait for the final print. */
  draw(lines: readonly Line[]): void {
    const { columns, rows } = this.world.stderr;
    const look = this.errLook;
    const cut =
      lines.length > rows - 1 ? [...lines.slice(0, Math.max(1, rows - 2)), line(span(look.signs.cut, 'dim'))] : lines;
    const shown = cut.map((each) => cutLine(each, columns - 1, look.signs.cut));
    const body = shown.map((each) => `${printLine(each, look)}${CLEAR_TO_LINE_END}\r\n`).join('');
    const hide = this.#cursorHidden ? '' : HIDE_CURSOR;
    this.#cursorHidden = true;
    this.world.stderr.write(`${hide}${BEGIN_FRAME}${this.#home()}${body}${CLEAR_BELOW}${END_FRAME}`);
    this.#frame = shown.map(lineWidth);
  }

  /** Leaves the frame where it is, in full, and goes on below. */
  keepFrame(lines: readonly Line[]): void {
    this.eraseFrame();
    this.world.stderr.write(print(lines, this.errLook));
  }

  /** Takes the frame off the screen. */
  eraseFrame(): void {
    if (this.#frame.length > 0) this.world.stderr.write(`${this.#home()}${CLEAR_BELOW}`);
    this.#frame = [];
    this.#showCursor();
  }

  /** Asks for a line without showing it; null after Ctrl-C. */
  async askHidden(question: string): Promise<string | null> {
    this.world.stderr.write(printLine(line(question), this.errLook));
    let typing: Typing = { text: '', end: null };
    await new Promise<void>((done) => {
      const stop = this.world.keys((keys) => {
        typing = type(typing, keys);
        if (typing.end === null) return;
        stop();
        done();
      });
    });
    this.world.stderr.write('\n');
    return typing.end === 'interrupted' ? null : typing.text;
  }

  #look(sink: Sink): Look {
    return lookFor({ colour: this.#colour(sink), unicode: this.#unicode(), columns: sink.isTTY ? sink.columns : 80 });
  }

  #colour(sink: Sink): boolean {
    const { colour } = this.#manner;
    if (colour !== 'auto') return colour === 'always';
    const { NO_COLOR: no, FORCE_COLOR: force, TERM: term } = this.env;
    if (no !== undefined && no !== '') return false;
    if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
    return sink.isTTY && term !== 'dumb';
  }

  #unicode(): boolean {
    const {
      TERM: term,
      LC_ALL: all,
      LC_CTYPE: ctype,
      LANG: lang,
      WT_SESSION: windowsTerminal,
      TERM_PROGRAM: program,
    } = this.env;
    if (term === 'dumb') return false;
    if (this.world.platform === 'win32') return windowsTerminal !== undefined || program === 'vscode';
    // POSIX: the first of the three that is set and not empty decides
    return /utf-?8/i.test(all || ctype || lang || '');
  }

  /** To the first line of the frame: counted in rows of the window as it is now. */
  #home(): string {
    const { columns } = this.world.stderr;
    const up = this.#frame.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / Math.max(1, columns))), 0);
    return up === 0 ? '' : `\r\u001b[${up}A`;
  }

  #showCursor(): void {
    if (this.#cursorHidden) this.world.stderr.write(SHOW_CURSOR);
    this.#cursorHidden = false;
  }
}
