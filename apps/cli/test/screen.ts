/**
 * A terminal as far as we use one: text, CR, LF, cursor up, clear to the line's end and below, wrapping at the last
 * column. Colours, cursor visibility and frame marks leave no trace on the screen; anything else is a fault.
 */
export class Screen {
  readonly #columns: number;
  readonly #rows: string[][] = [[]];
  #row = 0;
  #column = 0;
  cursorVisible = true;

  constructor(columns: number) {
    this.#columns = columns;
  }

  /** What is on the screen, without blanks at the ends. */
  get text(): string {
    return this.#rows
      .map((row) =>
        row
          .map((cell) => cell ?? ' ')
          .join('')
          .trimEnd(),
      )
      .join('\n')
      .trimEnd();
  }

  write(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal reads control characters
    for (const [token] of text.matchAll(/\u001b\[[?0-9;]*[A-Za-z]|[\s\S]/gu)) this.#take(token);
  }

  #take(token: string): void {
    if (token === '\r') this.#column = 0;
    else if (token === '\n') this.#down();
    else if (token.startsWith('\u001b[')) this.#control(token.slice(2));
    else if (token < ' ' || token === '\u007f')
      throw new Error(`a control character reached the screen: ${JSON.stringify(token)}`);
    else this.#put(token);
  }

  #control(sequence: string): void {
    const kind = sequence.at(-1);
    const value = sequence.slice(0, -1);
    if (kind === 'm' || value === '?2026') return;
    if (value === '?25') this.cursorVisible = kind === 'h';
    else if (kind === 'A') this.#row = Math.max(0, this.#row - Number(value));
    else if (kind === 'K') this.#line().length = Math.min(this.#line().length, this.#column);
    else if (kind === 'J') {
      this.#line().length = Math.min(this.#line().length, this.#column);
      this.#rows.length = this.#row + 1;
    } else throw new Error(`a sequence this screen does not know: ${JSON.stringify(sequence)}`);
  }

  #put(character: string): void {
    if (this.#column >= this.#columns) {
      this.#column = 0;
      this.#down();
    }
    const line = this.#line();
    while (line.length < this.#column) line.push(' ');
    line[this.#column] = character;
    this.#column += 1;
  }

  /** A kernel terminal turns LF into CR LF on output. */
  #down(): void {
    this.#row += 1;
    this.#column = 0;
    if (this.#rows[this.#row] === undefined) this.#rows[this.#row] = [];
  }

  #line(): string[] {
    this.#rows[this.#row] ??= [];
    return this.#rows[this.#row] ?? [];
  }
}
