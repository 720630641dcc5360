import { Buffer } from 'node:buffer';
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { bits, integer, ipOctets, NULL, octets, oid, pem, sequence, setOf, TRUE, tagged, time, utf8 } from './der.ts';
import { weakKeyPair } from './weak-key.ts';

/** A key pair and the name it goes by: whoever can sign. */
export type Signer = { readonly name: string; readonly publicKey: KeyObject; readonly privateKey: KeyObject };

/** A signer with its own certificate. */
export type Issued = Signer & { readonly certPem: string };

/** What is to be certified (RFC 5280 §4.1). Without an issuer the certificate signs itself. */
export type Request = {
  readonly name: string;
  readonly key: 'P-256' | 'RSA-1024';
  readonly authority: boolean;
  /** DNS names and IP addresses for subjectAltName; empty leaves the extension out. */
  readonly alternatives: readonly string[];
  readonly validFromMs: number;
  readonly validToMs: number;
  readonly hash: 'sha256' | 'sha1';
  readonly issuer: Signer | null;
};

/** Signature algorithms (RFC 5758 §3.2, RFC 3279 §2.2.1), made once. */
const ALGORITHMS = {
  ec: {
    sha256: sequence(oid('1.2.840.10045.4.3.2')),
    sha1: sequence(oid('1.2.840.10045.4.1')),
  },
  rsa: {
    sha256: sequence(oid('1.2.840.113549.1.1.11'), NULL),
    sha1: sequence(oid('1.2.840.113549.1.1.5'), NULL),
  },
} as const;
const COMMON_NAME = oid('2.5.4.3');
const BASIC_CONSTRAINTS = oid('2.5.29.19');
const KEY_USAGE = oid('2.5.29.15');
const SUBJECT_KEY_ID = oid('2.5.29.14');
const AUTHORITY_KEY_ID = oid('2.5.29.35');
const EXTENDED_KEY_USAGE = oid('2.5.29.37');
const SUBJECT_ALT_NAME = oid('2.5.29.17');
const SERVER_AUTH = sequence(oid('1.3.6.1.5.5.7.3.1'));
const VERSION_3 = tagged(0xa0, integer(Buffer.of(2)));

/** Makes a key pair and a certificate for it (RFC 5280 §4.1). */
export function certify(request: Request): Issued {
  const { name } = request;
  const keys = makeKeys(request.key);
  const by: Signer = request.issuer ?? { name, ...keys };
  const algorithm = ALGORITHMS[by.privateKey.asymmetricKeyType === 'rsa' ? 'rsa' : 'ec'][request.hash];
  const publicDer = keys.publicKey.export({ type: 'spki', format: 'der' });
  const body = sequence(
    VERSION_3,
    integer(Buffer.concat([Buffer.of(0x10), randomBytes(15)])),
    algorithm,
    distinguished(by.name),
    sequence(time(request.validFromMs), time(request.validToMs)),
    distinguished(name),
    publicDer,
    tagged(0xa3, sequence(...extensions(request, publicDer, by.publicKey))),
  );
  const signature = sign(request.hash, body, by.privateKey);
  return { name, ...keys, certPem: pem('CERTIFICATE', sequence(body, algorithm, bits(signature))) };
}

function makeKeys(kind: Request['key']): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  return kind === 'P-256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : weakKeyPair();
}

function extensions(request: Request, publicDer: Uint8Array, issuerKey: KeyObject): readonly Buffer[] {
  const issuerDer = request.issuer === null ? publicDer : issuerKey.export({ type: 'spki', format: 'der' });
  // keyCertSign and cRLSign for an authority, digitalSignature for a server (RFC 5280 §4.2.1.3)
  const usage = request.authority ? bits(Buffer.of(0x06), 1) : bits(Buffer.of(0x80), 7);
  const list = [
    sequence(BASIC_CONSTRAINTS, TRUE, octets(request.authority ? sequence(TRUE) : sequence())),
    sequence(KEY_USAGE, TRUE, octets(usage)),
    sequence(SUBJECT_KEY_ID, octets(octets(keyId(publicDer)))),
    sequence(AUTHORITY_KEY_ID, octets(sequence(tagged(0x80, keyId(issuerDer))))),
  ];
  if (!request.authority) list.push(sequence(EXTENDED_KEY_USAGE, octets(SERVER_AUTH)));
  if (request.alternatives.length > 0) {
    list.push(sequence(SUBJECT_ALT_NAME, octets(sequence(...request.alternatives.map(alternative)))));
  }
  return list;
}

/** GeneralName: [7] IP address, [2] DNS name (RFC 5280 §4.2.1.6). */
const alternative = (name: string): Buffer =>
  isIP(name) === 0 ? tagged(0x82, Buffer.from(name, 'latin1')) : tagged(0x87, ipOctets(name));

const distinguished = (commonName: string): Buffer => sequence(setOf(sequence(COMMON_NAME, utf8(commonName))));

/** RFC 5280 §4.2.1.2 allows any method that gives unique values; this one hashes the whole SubjectPublicKeyInfo. */
const keyId = (publicDer: Uint8Array): Buffer => createHash('sha1').update(publicDer).digest();
