/** Just enough DER (ITU-T X.690) to name the signature algorithm of a certificate, which X509Certificate of Node 20 does not tell. */

type Element = { readonly tag: number; readonly body: Uint8Array; readonly end: number };

const SEQUENCE = 0x30;
const OBJECT_IDENTIFIER = 0x06;
const CONTEXT_0 = 0xa0;

/** RFC 3279 §2.2, RFC 4055 §5, RFC 5758 §3, RFC 8410 §3; named as OpenSSL names them. */
const NAMES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.2': 'md2WithRSAEncryption',
  '1.2.840.113549.1.1.4': 'md5WithRSAEncryption',
  '1.2.840.113549.1.1.5': 'sha1WithRSAEncryption',
  '1.2.840.113549.1.1.11': 'sha256WithRSAEncryption',
  '1.2.840.113549.1.1.12': 'sha384WithRSAEncryption',
  '1.2.840.113549.1.1.13': 'sha512WithRSAEncryption',
  '1.2.840.113549.1.1.14': 'sha224WithRSAEncryption',
  '1.3.14.3.2.29': 'sha1WithRSA',
  '1.2.840.10040.4.3': 'dsa-with-SHA1',
  '2.16.840.1.101.3.4.3.2': 'dsa_with_SHA256',
  '1.2.840.10045.4.1': 'ecdsa-with-SHA1',
  '1.2.840.10045.4.3.1': 'ecdsa-with-SHA224',
  '1.2.840.10045.4.3.2': 'ecdsa-with-SHA256',
  '1.2.840.10045.4.3.3': 'ecdsa-with-SHA384',
  '1.2.840.10045.4.3.4': 'ecdsa-with-SHA512',
  '1.3.101.112': 'ED25519',
  '1.3.101.113': 'ED448',
};
const PSS = '1.2.840.113549.1.1.10';
const HASHES: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/**
 * The signature algorithm of a certificate in DER (RFC 5280 §4.1.1.2): its OpenSSL name, for RSASSA-PSS with its hash,
 * `rsassaPss(sha256)`; the dotted OID where the name is not known; null where the bytes are no certificate.
 */
export function signatureAlgorithm(certificate: Uint8Array): string | null {
  const outer = element(certificate, 0, SEQUENCE);
  const signed = outer === null ? null : element(outer.body, 0, SEQUENCE);
  const algorithm = outer === null || signed === null ? null : element(outer.body, signed.end, SEQUENCE);
  const id = algorithm === null ? null : element(algorithm.body, 0, OBJECT_IDENTIFIER);
  if (algorithm === null || id === null) return null;
  const oid = dotted(id.body);
  if (oid !== PSS) return NAMES[oid] ?? oid;
  // RFC 4055 §3.1: hashAlgorithm [0], SHA-1 if it is left out
  const parameters = element(algorithm.body, id.end, SEQUENCE);
  const field = parameters === null ? null : element(parameters.body, 0, CONTEXT_0);
  const hash = field === null ? null : element(field.body, 0, SEQUENCE);
  const hashId = hash === null ? null : element(hash.body, 0, OBJECT_IDENTIFIER);
  if (hashId === null) return 'rsassaPss(sha1)';
  return `rsassaPss(${HASHES[dotted(hashId.body)] ?? dotted(hashId.body)})`;
}

/** The element at an offset, if it has the wanted tag and lies within the bytes (X.690 §8.1.3: short and long lengths). */
function element(bytes: Uint8Array, at: number, wanted: number): Element | null {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag !== wanted || first === undefined) return null;
  let start = at + 2;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4 || start + count > bytes.length) return null;
    length = 0;
    for (const octet of bytes.subarray(start, start + count)) length = length * 256 + octet;
    start += count;
  }
  const end = start + length;
  return end > bytes.length ? null : { tag, body: bytes.subarray(start, end), end };
}

/** X.690 §8.19: base 128, the first two arcs in one number. */
function dotted(body: Uint8Array): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of body) {
    arc = arc * 128 + (octet & 0x7f);
    if (octet >= 0x80) continue;
    if (arcs.length === 0) arcs.push(Math.min(2, Math.floor(arc / 40)), arc - 40 * Math.min(2, Math.floor(arc / 40)));
    else arcs.push(arc);
    arc = 0;
  }
  return arcs.join('.');
}
