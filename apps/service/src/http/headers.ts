import type { Request, RequestHandler, Response } from 'express';
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
export function headers({ config }: Deps): RequestHandler {
  const secure = config.publicUrl?.startsWith('https:') === true;
  const always = new Map([
    ...headersBy(
      helmet({
        contentSecurityPolicy: { useDefaults: false, directives: mutable(POLICY) },
        crossOriginOpenerPolicy: { policy: 'same-origin' },
        crossOriginResourcePolicy: { policy: 'same-origin' },
        referrerPolicy: { policy: 'no-referrer' },
        strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
      }),
    ),
    ['Permissions-Policy', FEATURES.map((name) => `${name}=()`).join(', ')],
    ['Cache-Control', 'no-store'],
  ]);
  return (_request, response, next) => {
    response.setHeaders(always);
    next();
  };
}

/** What helmet puts on an answer. It is the same for all of them, so its fifteen layers run once and not at each request. */
function headersBy(layers: ReturnType<typeof helmet>): ReadonlyMap<string, string> {
  const said = new Map<string, string>();
  const response = {
    setHeader: (name: string, value: string) => said.set(name, value),
    removeHeader: (name: string) => said.delete(name),
  };
  layers({} as Request, response as unknown as Response, () => undefined);
  return said;
}

const mutable = (policy: Readonly<Record<string, readonly string[]>>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(policy).map(([name, values]) => [name, [...values]]));
