import { Buffer } from 'node:buffer';
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

// Everybody knows these two primes, and is welcome: what a client is to notice is that their product has 1024 bits. To find new ones
// takes longer than most tests.
const P = BigInt(
  '0x' +
    'fce3aef2900b67e7d0473248410b02ebce83f0d4e1626fbbe68b711d5d79cd78' +
    '16ba357a734f7c08751f24a42a7e885fa3ca988ba47a1e1107a9f76c25a29bf3',
);
const Q = BigInt(
  '0x' +
    'cef15e361b543c501144c8d9ab0235503de3eeb5cdb94e9984aa8ab320da4748' +
    '6dfb5965b6481aa8018a03f66b91ee4853b94e9054132526592db5b8d6c7b997',
);
const E = 65_537n;

/** An RSA key of 1024 bits (RFC 8017 §3.2), always the same: NIST SP 800-131A disallows it since 2014. */
export function weakKeyPair(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  const d = inverse(E, (P - 1n) * (Q - 1n));
  const parts = { n: P * Q, e: E, d, p: P, q: Q, dp: d % (P - 1n), dq: d % (Q - 1n), qi: inverse(Q, P) };
  const jwk = Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, base64url(value)]));
  const privateKey = createPrivateKey({ key: { kty: 'RSA', ...jwk }, format: 'jwk' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

/** The inverse of a number modulo another, by Euclid's algorithm. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b] = [value % modulus, modulus];
  let [x, y] = [1n, 0n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  return ((x % modulus) + modulus) % modulus;
}

function base64url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
}
