import type { HandshakePhase, TlsAlert, TlsFault } from './effects.ts';
import type { TlsProfile } from './secure-contexts.ts';
import { octetString } from './text.ts';

/** What can go wrong in a TLS handshake, implicit or after STARTTLS. Belongs to stage `tls`. */
export class TlsFaults<Draft> {
  readonly #and: (fault: TlsFault) => Draft;

  /** `and` adds a fault to the rule that is being written. */
  constructor(and: (fault: TlsFault) => Draft) {
    this.#and = and;
  }

  /** Speaks cleartext where TLS is due: the greeting on a TLS port, 454 after STARTTLS, or these octets. */
  plaintextReply(octets: Uint8Array | string | null = null): Draft {
    return this.#and({ type: 'tls-plaintext', octets: octets === null ? null : octetString(octets) });
  }

  /** Answers the ClientHello with a fatal alert (RFC 8446 §6.2) and closes. */
  alert(alert: TlsAlert = 'handshake_failure'): Draft {
    return this.#and({ type: 'tls-alert', alert });
  }

  /** Keeps the connection open and says no more: from the start, after the ClientHello, or after the ServerHello. */
  stall(phase: HandshakePhase = 'client-hello'): Draft {
    return this.#and({ type: 'tls-stall', phase });
  }

  /** Closes in order (FIN) at the start, after the ClientHello, or after the ServerHello. */
  close(phase: HandshakePhase = 'client-hello'): Draft {
    return this.#and({ type: 'tls-close', phase });
  }

  /** Sends octets in cleartext before the handshake, as one who injects commands or replies does (CVE-2011-0411). */
  inject(octets: Uint8Array | string): Draft {
    return this.#and({ type: 'tls-inject', octets: octetString(octets) });
  }

  /** Another certificate, or other versions and ciphers, than the listener's. */
  profile(profile: TlsProfile): Draft {
    return this.#and({ type: 'tls-profile', profile });
  }
}
