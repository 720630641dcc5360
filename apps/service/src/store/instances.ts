import type { Base } from './base.ts';
import type { Store } from './types.ts';

/** Signs of life of the processes that share the store. */
export const instancesOn = ({ write }: Base): Pick<Store, 'beat'> => ({
  beat: (id, until) =>
    write(
      async (trx) => {
        await trx
          .insertInto('instance')
          .values({ id, alive_until: until })
          .onConflict((conflict) => conflict.column('id').doUpdateSet({ alive_until: until }))
          .execute();
        // A sign of life means nothing after a loss of power
      },
      { lasting: false },
    ),
});
