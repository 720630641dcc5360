import type { Mode } from '../../ports.ts';
import type { Client, Saying } from '../types.ts';

/** How the modes are said in a form: the lines to fill in by mode, how to read them, what to call them. */
export type FormModes = {
  readonly says: Readonly<Record<Mode, readonly string[] | null>>;
  readonly modes: readonly Saying[];
};

/** A client whose settings are typed into a form, described by the labels beside the fields. */
export type FormClient = Pick<Client, 'id' | 'name' | 'kind' | 'mistake' | 'where' | 'source' | 'confidence'> &
  Partial<Pick<Client, 'aliases' | 'signs' | 'switches' | 'defaults'>> &
  FormModes & {
    /** The label of each field; further names of it, as older versions or other languages of the same field have them, follow. */
    readonly fields: {
      readonly host: readonly [string, ...string[]];
      readonly port: readonly [string, ...string[]];
      readonly user: readonly [string, ...string[]];
      readonly password: readonly [string, ...string[]];
      readonly from?: readonly [string, ...string[]];
      readonly ehlo?: readonly [string, ...string[]];
    };
    /** Lines that belong to a login, besides user and password. */
    readonly login?: readonly string[];
    /** Where one word stands for two modes, what else decides; for the labels alone. */
    readonly labels?: Partial<Client['labels']>;
  };

/** What stands in place of a password. */
export const PASSWORD = 'your-password';

/** One field with a choice for each mode. The first word of each list is printed, all of them are read. */
export function chosenIn(
  label: string,
  words: Readonly<Record<Mode, readonly [string, ...string[]] | null>>,
  optional = false,
): FormModes {
  const order: readonly Mode[] = ['implicit-tls', 'starttls', 'cleartext'];
  return {
    says: {
      'implicit-tls': words['implicit-tls'] && [`${label}: ${words['implicit-tls'][0]}`],
      starttls: words.starttls && [`${label}: ${words.starttls[0]}`],
      cleartext: words.cleartext && [`${label}: ${words.cleartext[0]}`],
    },
    modes: order.flatMap((mode) => {
      const said = words[mode];
      if (said === null) return [];
      return [
        { when: { [label]: said }, mode, ...(optional && mode === 'starttls' ? { optional: true as const } : {}) },
      ];
    }),
  };
}

/** One box for both encrypted modes: the port decides between them. */
export function boxed(label: string): FormModes {
  return {
    says: { 'implicit-tls': [`${label}: on`], starttls: [`${label}: on`], cleartext: [`${label}: off`] },
    modes: [
      { when: { [label]: ['true'] }, port: [465], mode: 'implicit-tls' },
      { when: { [label]: ['true'] }, mode: 'starttls' },
      { when: { [label]: ['false'] }, mode: 'cleartext' },
    ],
  };
}

/** Makes the client of a form: one `Label: value` a line, as it is read back. */
export function formClient(form: FormClient): Client {
  const { id, name, kind, mistake, where, source, confidence, fields, says, modes, login = [] } = form;
  const lines = (mode: Mode): string | null => {
    const said = says[mode];
    if (said === null) return null;
    const account = [...login, `${fields.user[0]}: {user}`, `${fields.password[0]}: ${PASSWORD}`];
    return [
      `${fields.host[0]}: {host}`,
      `${fields.port[0]}: {port}`,
      ...said,
      ...(mode === 'cleartext' ? [] : account),
      ...(fields.from === undefined ? [] : [`${fields.from[0]}: {from}`]),
      '',
    ].join('\n');
  };
  const label = (mode: Mode): string | null => form.labels?.[mode] ?? says[mode]?.join(', ') ?? null;
  return {
    id,
    name,
    kind,
    aliases: form.aliases ?? [],
    syntax: 'form',
    keys: fields,
    modes,
    signs: form.signs ?? [],
    switches: form.switches ?? [],
    stringsAreTrue: false,
    labels: { 'implicit-tls': label('implicit-tls'), starttls: label('starttls'), cleartext: label('cleartext') },
    defaults: form.defaults ?? { host: null, port: null },
    mistake,
    templates: { 'implicit-tls': lines('implicit-tls'), starttls: lines('starttls'), cleartext: lines('cleartext') },
    where,
    source,
    gathered: '2026-11',
    confidence,
  };
}
