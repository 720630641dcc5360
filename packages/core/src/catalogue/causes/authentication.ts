import { type Cause, rfc } from '../cause.ts';

const at = { layer: 'authentication', severity: 'error', stage: 'auth' } as const;
const AUTH = [rfc(4954, '4', 'the AUTH command')];
const CODES = [rfc(4954, '6', 'status codes')];

/** Whether, how and with what one may log in. */
export const AUTHENTICATION_CAUSES = {
  'auth-requires-tls': {
    ...at,
    blame: 'client',
    title: '{host} takes a login only over TLS, and rightly so',
    cause: 'Without encryption the server offers no login on port {port}; it offers STARTTLS there{afterTls}.',
    fix: ['Switch encryption on: STARTTLS for port {port}.'],
    references: [rfc(4954, '4', '538 encryption required'), rfc(8314, '3', 'TLS for submission')],
  },
  'auth-offered-in-cleartext': {
    ...at,
    severity: 'warning',
    blame: 'server',
    title: '{host} offers a login before encryption',
    cause: 'On {ports} AUTH is listed before TLS, so a careless client would send its password readable.',
    fix: [
      'If the server is yours: allow AUTH only after TLS (Postfix: smtpd_tls_auth_only = yes).',
      'In your client, require STARTTLS instead of "if available".',
    ],
    references: [rfc(8314, '3', 'TLS for submission')],
  },
  'auth-not-offered': {
    ...at,
    blame: 'server',
    title: '{host} offers no login on {ports}',
    cause: 'Even over TLS the EHLO reply lists no AUTH: this is no submission service, or login is switched off.',
    fix: [
      'Use {meant}: {host} is {alike}.',
      'Use {working} instead: it worked in this run.',
      'Use the submission server of your provider; this one may only take mail for its own users.',
      'If the server is yours: switch SASL on for {ports}.',
      'If the server is yours: {inner}, so something in front of it (stunnel, a load balancer) ends TLS. Let the mail server do that itself, or let its inner listener take logins without.',
    ],
    references: AUTH,
  },
  'auth-mechanism-unsupported': {
    ...at,
    blame: 'client',
    title: 'No login method in common with {host}',
    cause: 'The server offers {mechanisms}; none of them fits {wanted}.',
    fix: [
      'If only XOAUTH2 or OAUTHBEARER is offered: log in with OAuth (here: --oauth-token-file FILE).',
      'Set the login method of your client to one of: {mechanisms}.',
    ],
    references: AUTH,
  },
  'auth-credentials-rejected': {
    ...at,
    blame: 'account',
    title: '{host} refuses this user name and password',
    cause: 'Connection and encryption are fine; the server refused the login: {reply}',
    fix: [
      'Check user name (often the whole e-mail address) and password; beware of blanks at the ends.',
      'With two-step sign-in, an app password is needed in place of the normal one.',
      'No other port or encryption mode of {host} will change this answer.',
    ],
    references: CODES,
  },
  'auth-app-password-required': {
    ...at,
    blame: 'account',
    title: '{host} wants an app password',
    cause: 'The account uses two-step sign-in, so its normal password is not accepted: {reply}',
    fix: ["Create an app password in the account's security settings and use it in place of the normal one."],
    references: CODES,
  },
  'auth-basic-disabled': {
    ...at,
    blame: 'provider',
    title: 'Login by password is switched off for this account at {host}',
    cause: 'The server says so: {reply}',
    fix: ['Ask the administrator to allow SMTP AUTH for this mailbox, or log in with OAuth.'],
    references: CODES,
  },
  'auth-oauth-required': {
    ...at,
    blame: 'provider',
    title: '{host} wants a login by OAuth',
    cause: 'Passwords are not accepted for this account: {reply}',
    fix: [
      'Log in with OAuth (XOAUTH2): sign in with the provider in your client, or give it a token (here: --oauth-token-file FILE).',
    ],
    references: [rfc(7628, '3', 'OAuth in SASL')],
  },
  'auth-account-locked': {
    ...at,
    blame: 'account',
    title: 'The account is locked at {host}',
    cause: 'The server says so: {reply}',
    fix: [
      "Sign in on the provider's web page and follow what it asks, then try once.",
      'Ask the administrator of the account.',
    ],
    references: CODES,
  },
  'auth-password-expired': {
    ...at,
    blame: 'account',
    title: 'The password has expired at {host}',
    cause: 'The server says so: {reply}',
    fix: ["Set a new password on the provider's web page, then use it here."],
    references: CODES,
  },
  'auth-temporarily-unavailable': {
    ...at,
    blame: 'server',
    title: '{host} cannot check logins right now',
    cause: 'The server put the login off, which says nothing about the password: {reply}',
    fix: ['Wait some minutes and try again.'],
    references: CODES,
  },
  'auth-too-many-attempts': {
    ...at,
    blame: 'account',
    title: 'Too many logins at {host}',
    cause: 'The server stops logins for a while: {reply}',
    fix: ['Stop everything that logs in with this account, wait an hour, then try once.'],
    references: CODES,
  },
  'auth-timeout': {
    ...at,
    blame: 'server',
    title: '{host} did not answer the login',
    cause: 'No reply to the login within {seconds} s. Some servers delay refusals on purpose.',
    fix: ['Try again with more patience; check user name and password.'],
    references: CODES,
  },
  'auth-server-not-genuine': {
    ...at,
    blame: 'server',
    title: '{host} could not prove that it knows the password',
    cause: 'The login exchange broke off on our side: {detail}.',
    fix: ['Do not use this password there until this is explained; try the login method PLAIN over TLS.'],
    references: [rfc(5802, '5', 'mutual authentication')],
  },
  'auth-credentials-unusable': {
    ...at,
    blame: 'client',
    title: 'User name or password cannot be used for a login',
    cause: 'They hold characters that the login method cannot carry ({detail}). Nothing was sent.',
    fix: ['Check user name and password for stray control characters, as copying often adds.'],
    references: [rfc(4616, '2', 'PLAIN')],
  },
} as const satisfies Readonly<Record<string, Cause>>;
