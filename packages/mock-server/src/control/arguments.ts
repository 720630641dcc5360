/** What is wrong with an argument; caught where the call is read. */
export class ArgumentProblem extends Error {}

/** Values from JSON, read one by one and checked on the way. */
export class Arguments {
  readonly #values: readonly unknown[];
  #next = 0;

  /** Takes the values of one call. */
  constructor(values: readonly unknown[]) {
    this.#values = values;
  }

  /** A number that is not negative. */
  number(): number {
    return numberOf(this.#take(), `argument ${this.#next}`);
  }

  /** A text, or the fallback when it is absent or null. */
  text(): string;
  text<F extends string | null>(fallback: F): string | F;
  text(...fallback: readonly (string | null)[]): string | null {
    const value = this.#take() ?? null;
    if (value === null && fallback[0] !== undefined) return fallback[0];
    return textOf(value, `argument ${this.#next}`);
  }

  /** A list of texts. */
  texts(): readonly string[] {
    const value = this.#take();
    if (!Array.isArray(value)) throw new ArgumentProblem(`argument ${this.#next} is a list of texts`);
    return value.map((each) => textOf(each, `argument ${this.#next}`));
  }

  /** One of these texts, or the fallback when it is absent. */
  choice<C extends string>(choices: readonly C[], fallback: C): C {
    return choiceOf(this.#take() ?? fallback, choices, `argument ${this.#next}`);
  }

  /** An object with its fields. */
  fields(): Fields {
    const value = this.#take();
    if (typeof value !== 'object' || value === null) throw new ArgumentProblem(`argument ${this.#next} is an object`);
    return new Fields(value as Readonly<Record<string, unknown>>);
  }

  /** Every value that is left, as texts. */
  rest(): readonly string[] {
    const values = this.#values.slice(this.#next);
    this.#next = this.#values.length;
    return values.map((value) => textOf(value, 'an argument'));
  }

  /** Complains about values that nobody has read. */
  end(): void {
    if (this.#next < this.#values.length) throw new ArgumentProblem(`takes ${this.#next} arguments at most`);
  }

  #take(): unknown {
    return this.#values[this.#next++];
  }
}

/** The fields of an object from JSON. */
export class Fields {
  readonly #fields: Readonly<Record<string, unknown>>;

  /** Takes the object. */
  constructor(fields: Readonly<Record<string, unknown>>) {
    this.#fields = fields;
  }

  /** A number that is not negative. */
  number(name: string): number {
    return numberOf(this.#fields[name], name);
  }

  /** One of these texts. */
  choice<C extends string>(name: string, choices: readonly C[]): C {
    return choiceOf(this.#fields[name], choices, name);
  }

  /** The value of a field as it is. */
  value(name: string): unknown {
    return this.#fields[name];
  }
}

function numberOf(value: unknown, name: string): number {
  if (typeof value === 'number' && value >= 0) return value;
  throw new ArgumentProblem(`${name} is a number`);
}

function textOf(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new ArgumentProblem(`${name} is a text`);
}

function choiceOf<C extends string>(value: unknown, choices: readonly C[], name: string): C {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new ArgumentProblem(`${name} is one of ${choices.join(', ')}`);
  return found;
}
