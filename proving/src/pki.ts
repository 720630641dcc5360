import { Buffer } from 'node:buffer';
import type { KeyObject } from 'node:crypto';
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { bitString, integer, objectId, pem, sequence, tagged, time } from './der.ts';

/** The name every good test certificate is made for. */
export const SERVER_NAME = 'mail.example.test';

/** What is right or wrong with a server certificate; each kind has exactly one fault. */
export const CERTIFICATE_KINDS = [
  'valid',
  'self-signed',
  'expired',
  'not-yet-valid',
  'wrong-name',
  'leaf-only',
  'no-san',
] as const;

/** One of {@link CERTIFICATE_KINDS}. */
export type CertificateKind = (typeof CERTIFICATE_KINDS)[number];

/** A private key and the certificates a server sends with it, leaf first, as PEM. */
export type ServerCertificate = { readonly keyPem: string; readonly chainPem: string };

/** A certificate authority that lives in memory only; `caPem` is what a client has to trust. */
export type TestCa = { readonly caPem: string; readonly issue: (kind: CertificateKind) => ServerCertificate };

type Names = { readonly dns: readonly string[]; readonly ips: readonly Uint8Array[] };
type Subject = {
  readonly name: string;
  readonly authority: boolean;
  readonly alternatives: Names | null;
  readonly validDays: readonly [from: number, to: number];
};
type Issuer = { readonly name: string; readonly publicKey: KeyObject; readonly privateKey: KeyObject };
type Issued = Issuer & { readonly certPem: string };

const DAY_MS = 86_400_000;
const LOOPBACK: readonly Uint8Array[] = [Buffer.from([127, 0, 0, 1]), Buffer.from([...Array<number>(15).fill(0), 1])];
const LEAF: Subject = {
  name: SERVER_NAME,
  authority: false,
  alternatives: { dns: [SERVER_NAME], ips: LOOPBACK },
  validDays: [-1, 90],
};
const AUTHORITY: Subject = {
  name: 'smtp-triage test root',
  authority: true,
  alternatives: null,
  validDays: [-400, 400],
};

/** Makes a new P-256 root; two roots never trust each other although they have the same name. */
export function makeTestCa(): TestCa {
  const root = certify(AUTHORITY, null);
  return { caPem: root.certPem, issue: (kind) => issue(root, kind) };
}

function issue(root: Issued, kind: CertificateKind): ServerCertificate {
  const leaf = (change: Partial<Subject>, issuer: Issuer | null): ServerCertificate => {
    const made = certify({ ...LEAF, ...change }, issuer);
    const keyPem = made.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    return { keyPem, chainPem: made.certPem };
  };
  switch (kind) {
    case 'valid':
      return leaf({}, root);
    case 'self-signed':
      return leaf({}, null);
    case 'expired':
      return leaf({ validDays: [-100, -10] }, root);
    case 'not-yet-valid':
      return leaf({ validDays: [10, 100] }, root);
    case 'wrong-name':
      return leaf({ name: 'other.example.test', alternatives: { dns: ['other.example.test'], ips: [] } }, root);
    case 'no-san':
      return leaf({ alternatives: null }, root);
    case 'leaf-only':
      return leaf({}, certify({ ...AUTHORITY, name: 'smtp-triage test intermediate' }, root));
    default:
      return kind satisfies never;
  }
}

/** RFC 5280 §4.1. Without an issuer the certificate signs itself. */
function certify(subject: Subject, issuer: Issuer | null): Issued {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const by: Issuer = issuer ?? { name: subject.name, ...keys };
  const ecdsaWithSha256 = sequence(objectId('1.2.840.10045.4.3.2'));
  const [from, to] = subject.validDays.map((days) => time(new Date(Date.now() + days * DAY_MS)));
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([0x10]), randomBytes(15)])),
    ecdsaWithSha256,
    distinguishedName(by.name),
    sequence(from ?? Buffer.alloc(0), to ?? Buffer.alloc(0)),
    distinguishedName(subject.name),
    publicKeyDer(keys.publicKey),
    tagged(0xa3, sequence(...extensions(subject, keys.publicKey, by.publicKey))),
  );
  const signature = sign('sha256', body, by.privateKey);
  const certPem = pem('CERTIFICATE', sequence(body, ecdsaWithSha256, bitString(signature)));
  return { name: subject.name, ...keys, certPem };
}

function extensions(subject: Subject, own: KeyObject, issuer: KeyObject): readonly Buffer[] {
  const isTrue = tagged(0x01, Buffer.from([0xff]));
  const extension = (id: string, critical: boolean, value: Uint8Array): Buffer =>
    sequence(objectId(id), ...(critical ? [isTrue] : []), tagged(0x04, value));
  // keyCertSign + cRLSign for an authority, digitalSignature for a server (RFC 5280 §4.2.1.3)
  const usage = subject.authority ? bitString(Buffer.from([0x06]), 1) : bitString(Buffer.from([0x80]), 7);
  const list = [
    extension('2.5.29.19', true, subject.authority ? sequence(isTrue) : sequence()),
    extension('2.5.29.15', true, usage),
    extension('2.5.29.14', false, tagged(0x04, keyId(own))),
    extension('2.5.29.35', false, sequence(tagged(0x80, keyId(issuer)))),
  ];
  if (!subject.authority) list.push(extension('2.5.29.37', false, sequence(objectId('1.3.6.1.5.5.7.3.1'))));
  if (subject.alternatives !== null) {
    const dns = subject.alternatives.dns.map((name) => tagged(0x82, Buffer.from(name, 'latin1')));
    const ips = subject.alternatives.ips.map((bytes) => tagged(0x87, bytes));
    list.push(extension('2.5.29.17', false, sequence(...dns, ...ips)));
  }
  return list;
}

function distinguishedName(commonName: string): Buffer {
  return sequence(tagged(0x31, sequence(objectId('2.5.4.3'), tagged(0x0c, Buffer.from(commonName, 'utf8')))));
}

function publicKeyDer(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}

function keyId(key: KeyObject): Buffer {
  return createHash('sha1').update(publicKeyDer(key)).digest();
}
