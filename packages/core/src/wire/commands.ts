import { assertNever } from '../assert-never.ts';
import type { SaslMechanism } from '../sasl/index.ts';
import { ascii, base64Encode, utf8Encode } from './bytes.ts';

/** What the client can say, typed. There is no other way to put bytes on the wire (security row SEC-13). */
export type Command =
  | { readonly verb: 'EHLO' | 'HELO'; readonly name: string }
  | { readonly verb: 'STARTTLS' | 'DATA' | 'RSET' | 'NOOP' | 'QUIT' }
  | { readonly verb: 'AUTH'; readonly mechanism: SaslMechanism; readonly initial: Uint8Array | null }
  | { readonly verb: 'CONTINUE'; readonly response: Uint8Array | null }
  | { readonly verb: 'MAIL'; readonly from: string; readonly size: number | null }
  | { readonly verb: 'RCPT'; readonly to: string }
  | { readonly verb: 'TEXT'; readonly message: string };

/** The octets of a command, and the line that may be shown and kept: secrets are masked here, where the line is made. */
export type Encoded = { readonly bytes: Uint8Array; readonly shown: string };

/** Encodes a command. Throws on any octet outside its grammar: whoever calls has checked the user's input before. */
export function encodeCommand(command: Command): Encoded {
  switch (command.verb) {
    case 'EHLO':
    case 'HELO':
      if (!isEhloName(command.name)) throw new RangeError('EHLO name outside RFC 5321 §4.1.3');
      return line(`${command.verb} ${command.name}`);
    case 'STARTTLS':
    case 'DATA':
    case 'RSET':
    case 'NOOP':
    case 'QUIT':
      return line(command.verb);
    case 'AUTH': {
      if (command.initial === null) return line(`AUTH ${command.mechanism}`);
      // RFC 4954 §4: an empty initial response is sent as "="
      const initial = command.initial.length === 0 ? '=' : base64Encode(command.initial);
      return {
        bytes: ascii(`AUTH ${command.mechanism} ${initial}\r\n`),
        shown: `AUTH ${command.mechanism} ${masked(command.initial)}`,
      };
    }
    case 'CONTINUE':
      return command.response === null
        ? line('*')
        : { bytes: ascii(`${base64Encode(command.response)}\r\n`), shown: masked(command.response) };
    case 'MAIL': {
      const size = command.size === null ? '' : ` SIZE=${natural(command.size)}`;
      return addressed('MAIL FROM', command.from, size);
    }
    case 'RCPT':
      return addressed('RCPT TO', command.to, '');
    case 'TEXT':
      return { bytes: utf8Encode(stuffed(command.message)), shown: `‹message, ${command.message.length} characters›` };
    default:
      return assertNever(command);
  }
}

/** An EHLO name: a domain or an address literal (RFC 5321 §4.1.3). */
export const isEhloName = (name: string): boolean =>
  name.length <= 255 &&
  (/^[a-z\d]([a-z\d-]*[a-z\d])?(\.[a-z\d]([a-z\d-]*[a-z\d])?)*$/i.test(name) ||
    /^\[[\da-f:.]+\]$|^\[IPv6:[\da-f:.]+\]$/i.test(name));

/** An address that may stand in MAIL or RCPT: empty (the null sender), or local@domain without blanks, brackets or controls. */
export const isEnvelopeAddress = (address: string): boolean =>
  address === '' || (address.length <= 320 && /^[^\s<>@\p{C}]+@[^\s<>@\p{C}]+$/u.test(address));

const masked = (secret: Uint8Array): string => `‹redacted ${secret.length} octets›`;

function line(text: string): Encoded {
  return { bytes: ascii(`${text}\r\n`), shown: text };
}

function addressed(verb: string, address: string, parameters: string): Encoded {
  if (!isEnvelopeAddress(address)) throw new RangeError('address outside RFC 5321 §4.1.2');
  const shown = `${verb}:<${address}>${parameters}`;
  return { bytes: utf8Encode(`${shown}\r\n`), shown };
}

function natural(size: number): string {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError('size outside RFC 1870 §4');
  return `${size}`;
}

/** RFC 5321 §4.5.2: CRLF line ends only, dots at line starts doubled, closed by a dot of its own. */
function stuffed(message: string): string {
  const lines = message.split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop();
  return `${lines.map((text) => `${text.startsWith('.') ? '.' : ''}${text}\r\n`).join('')}.\r\n`;
}
