import type { End } from './effects.ts';
import type { Talk } from './talk.ts';

/** Ends a connection, or what is said and heard on it. */
export function end(talk: Talk, { type: how }: End): void {
  switch (how) {
    case 'never':
      talk.wait = 'silence';
      return talk.read(true);
    case 'stall':
      talk.wait = 'silence';
      return talk.read(false);
    case 'half-close':
      talk.wait = 'silence';
      return talk.act({ type: 'half-close' });
    case 'drop':
      return talk.hangUp('close');
    case 'reset':
      return talk.hangUp('reset');
    default:
      how satisfies never;
  }
}

/** Waits for the ClientHello, which gets this in place of a handshake. */
export function afterHello(talk: Talk, then: () => void): false {
  talk.wait = 'hello';
  talk.onHello = then;
  talk.read(true);
  return false;
}
