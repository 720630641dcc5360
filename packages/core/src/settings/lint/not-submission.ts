import { LOOK_ALIKE_NAMES, lookAlikeOf } from '../../catalogue/providers/index.ts';
import type { Said, Settings, Slip } from '../types.ts';
import { hasLogin, hostOf, portOf, providerOf } from './about.ts';
import { corrected } from './correct.ts';
import { slip } from './slip.ts';

/** A host that takes mail from servers, serves mail to readers or serves pages, in place of the submission host. */
export function hostNotSubmission(settings: Settings): readonly Slip[] {
  const host = hostOf(settings);
  if (host === null || providerOf(settings) !== null) return [];
  const alike = lookAlikeOf(host.value);
  if (alike === null) return general(host);
  const { is, useInstead, provider } = alike;
  // Devices hand mail for one's own domain straight to its MX, without a login
  const port = portOf(settings)?.value ?? settings.client?.defaults.port;
  const delivers = is === 'mx' && !hasLogin(settings) && port === 25;
  return [
    slip({
      code: 'settings-host-not-submission',
      ...(delivers ? { severity: 'info' } : is === 'guess' ? { severity: 'warning' } : {}),
      line: host.line,
      key: host.key,
      what: `${host.value} is ${LOOK_ALIKE_NAMES[is]}; ${useInstead === null ? `${provider.name} has no submission host` : `${provider.name} takes mail at ${useInstead}`}.`,
      corrected: useInstead === null ? null : corrected(settings, host, useInstead),
      words: { host: host.value, ...(useInstead === null ? {} : { submissionHost: useInstead }) },
    }),
  ];
}

/** A name that only hints at what it is: own servers do everything under one name, so this is no more than a note. */
function general({ value: host, line, key }: Said<string>): readonly Slip[] {
  const hint = /^(?:imap|imaps|imap4|pop|pop3|pops|www|webmail|autodiscover|autoconfig)\d?\.(?=.+\.)/i.exec(host)?.[0];
  if (hint === undefined) return [];
  return [
    slip({
      code: 'settings-host-not-submission',
      severity: 'info',
      line,
      key,
      what: `The name ${host} sounds like a server that mail is read from; the one for sending often begins with smtp or mail.`,
      words: { host },
    }),
  ];
}
