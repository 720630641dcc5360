import { type DestinationStream, type Logger, pino } from 'pino';
import type { Config } from './config.ts';

/** Fields that would hold a secret if somebody ever logged a whole request: the second fence behind core's masking. */
const MASKED = ['secret', '*.secret', 'password', '*.password', 'authorization', '*.authorization', 'token', '*.token'];

/** JSON lines on standard error, so that standard output stays free; one event a line whatever a server said (SEC-30). */
export const makeLog = ({ logLevel }: Pick<Config, 'logLevel'>, to: DestinationStream = pino.destination(2)): Logger =>
  pino(
    {
      level: logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: MASKED, censor: '‹redacted›' },
      // A stack may quote what was being handled; its first line is ours
      serializers: { err: (error: Error) => ({ type: error.name, message: error.message, stack: error.stack }) },
    },
    to,
  );
