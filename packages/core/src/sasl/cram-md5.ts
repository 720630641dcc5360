import { hmac } from '@noble/hashes/hmac.js';
import { md5 } from '@noble/hashes/legacy.js';
import { reveal, type Secret } from '../secret.ts';
import { hexEncode, utf8Encode } from '../wire/bytes.ts';

/** The client's answer, `user SP digest`, with HMAC-MD5 of the challenge under the password in lower-case hex (RFC 2195 §2). */
export function cramMd5(user: string, password: Secret, challenge: Uint8Array): Uint8Array {
  return utf8Encode(`${user} ${hexEncode(hmac(md5, utf8Encode(reveal(password)), challenge))}`);
}
