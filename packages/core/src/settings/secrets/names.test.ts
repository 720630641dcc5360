import { describe, expect, it } from 'vitest';
import { lint } from '../lint.ts';

/** Stands beside a port and a mode that do not go together, so that its line is quoted. */
const CANARY = 'kanarienvogel-42';
const shown = (text: string): string => {
  const read = lint(text);
  if (!read.ok) throw new Error(read.problem);
  expect(read.value.findings.map(({ code }) => code)).toContain('settings-mode-mismatch');
  return JSON.stringify(read.value);
};

const NAMES =
  'password passwd SMTP_PW EMAIL_PSW MAIL_PSWD pwd passphrase kennwort contraseña clave senha hasło wachtwoord lösenord adgangskode heslo jelszó parola şifre salasana mdp пароль 密码 授权码 암호 비밀번호 auth_code authCode SMTP_KEY smtpKey MAILGUN_KEY dkim_key api-key clientSecret access_token SMTP_CREDENTIALS credential bearer';

describe.each(NAMES.split(' '))('what is called %s is masked', (name) => {
  it.each([
    ['an object', `createTransport({ host: 'smtp.gmail.com', port: 465, secure: false, '${name}': '${CANARY}' })`],
    ['JSON', `{"smtp":{"host":"smtp.gmail.com","port":465,"secure":false,"${name}":"${CANARY}"}}`],
    ['YAML', `smtp: {host: smtp.gmail.com, port: 465, secure: false, ${name}: ${CANARY}}`],
    [
      'a container',
      `docker run -e SMTP_HOST=smtp.gmail.com -e SMTP_PORT=465 -e SMTP_SECURE=false -e ${name}=${CANARY} x`,
    ],
    ['flags', `app --smtp-host smtp.gmail.com --smtp-port 465 --smtp-secure false --${name} ${CANARY}`],
  ])('in %s', (_, text) => {
    expect(shown(text)).not.toContain(CANARY);
  });
});

it.each(['bypass', 'compass', 'passive', 'monkey', 'keyboard', 'incredible', 'upswing'])(
  'what is called %s is shown',
  (name) => {
    expect(shown(`{"smtp":{"host":"smtp.gmail.com","port":465,"secure":false,"${name}":"${CANARY}"}}`)).toContain(
      CANARY,
    );
  },
);
