import { expect } from 'vitest';
import { matchers, type SmtpMatchers } from './index.ts';

declare module 'vitest' {
  interface Matchers<T> extends SmtpMatchers<T> {}
}

expect.extend(matchers);
