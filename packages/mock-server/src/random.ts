/**
 * A number from 0 up to 1 that depends on the seed and the salts and on nothing else, so that no other draw can shift it: the
 * same seed gives the same faults however connections interleave. MurmurHash3's mixing over 32-bit words.
 */
export function drawOf(seed: number, ...salts: readonly number[]): number {
  let hash = mix(seed | 0);
  for (const salt of salts) hash = mix((Math.imul(hash, 31) + salt) | 0);
  return hash / 4_294_967_296;
}

/** Noise from a seed, one block after the other: no octet of it ends a line (xorshift32). */
export function noiseFrom(seed: number): (octets: number) => Uint8Array {
  let state = mix(seed | 0) || 1;
  return (octets) => {
    const block = new Uint8Array(octets);
    for (let i = 0; i < octets; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      const octet = state & 0xff;
      block[i] = octet === 0x0a || octet === 0x0d ? 0x00 : octet;
    }
    return block;
  };
}

function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
