import { randomBytes } from 'node:crypto';
import type { Base } from './base.ts';

const MAC_KEY = 'mac-key';
const PROBE = 'last-write-test';
const KEY_LENGTH = 32;

/** The key that all processes on this store share; made by the first of them. */
export const macKeyOn = ({ write }: Base): Promise<Uint8Array> =>
  write(async (trx) => {
    await trx
      .insertInto('setting')
      .values({ name: MAC_KEY, value: randomBytes(KEY_LENGTH).toString('hex') })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    const { value } = await trx
      .selectFrom('setting')
      .select('value')
      .where('name', '=', MAC_KEY)
      .executeTakeFirstOrThrow();
    return new Uint8Array(Buffer.from(value, 'hex'));
  });

/** Writes a few octets: the only way to know that writing works. */
export const writeTest = ({ write }: Base, now: number): Promise<void> =>
  write(async (trx) => {
    await trx
      .insertInto('setting')
      .values({ name: PROBE, value: String(now) })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: String(now) }))
      .execute();
  });
