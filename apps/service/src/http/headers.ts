import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Deps } from '../deps.ts';

/** The policy of UI-19: own scripts, styles and connections, nothing inline, nothing foreign. */
const POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
  requireTrustedTypesFor: ["'script'"],
  trustedTypes: ['smtp-triage'],
} as const;

const FEATURES = ['camera', 'geolocation', 'microphone', 'payment', 'usb', 'interest-cohort', 'browsing-topics'];

/** Security headers on every answer, and `Cache-Control: no-store` unless a route says otherwise. */
export function headers({ config }: Deps): readonly RequestHandler[] {
  const secure = config.publicUrl?.startsWith('https:') === true;
  return [
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: mutable(POLICY) },
      crossOriginOpenerPolicy: { policy: 'same-origin' },
      crossOriginResourcePolicy: { policy: 'same-origin' },
      referrerPolicy: { policy: 'no-referrer' },
      strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    }),
    (_request, response, next) => {
      response.setHeader('Permissions-Policy', FEATURES.map((name) => `${name}=()`).join(', '));
      response.setHeader('Cache-Control', 'no-store');
      next();
    },
  ];
}

const mutable = (policy: Readonly<Record<string, readonly string[]>>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(policy).map(([name, values]) => [name, [...values]]));
