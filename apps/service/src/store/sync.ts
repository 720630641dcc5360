// https://www.sqlite.org/pragma.html#pragma_synchronous, of a database with a write-ahead log

/** Every commit waits until the disk has it. */
export const SYNC_ALWAYS = 'pragma synchronous = full';
/** Only checkpoints do. */
export const SYNC_RARELY = 'pragma synchronous = normal';
