/** A server under measurement: where it is, how to wait for the message, how to end it. */
export type Server = {
  readonly port: number;
  /** Resolves with the octets, or as many characters, of the first message. */
  readonly captured: Promise<number>;
  readonly close: () => Promise<unknown>;
};

/** Starts one; with STARTTLS or without. */
export type Start = (starttls: boolean) => Promise<Server>;

/** What every certificate is for. */
export const NAMES: readonly string[] = ['mail.example.test', 'localhost', '127.0.0.1', '::1'];

/** A promise and the function that fulfils it. */
export function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}
