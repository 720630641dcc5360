import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { type Ended, findProgram } from '../process.ts';
import { ACCOUNT, MESSAGE, type World } from './world.ts';

/** What must be installed, and the Debian package that has it; with `tried`, it must end well with these arguments. */
type Need = { readonly program: string; readonly debian: string; readonly tried?: readonly string[] };

/** A program that printed settings are tried with. */
export type Program = {
  /** The client whose settings these are. */
  readonly client: string;
  readonly needs: readonly Need[];
  /** False for a tool that only takes a look. */
  readonly sends: boolean;
  /** False where the installed version is content with any trusted certificate, whatever name it is for. */
  readonly checksNames: boolean;
  /** Sends the message with the settings just as they were printed. */
  readonly use: (settings: string, world: World) => Promise<Ended>;
};

/** Node's own copy of nodemailer: the one that the mock server's tests use. */
const nodemailer = createRequire(new URL('../../../packages/mock-server/package.json', import.meta.url)).resolve(
  'nodemailer',
);

const NODEMAILER: Program = {
  client: 'nodemailer',
  needs: [],
  sends: true,
  checksNames: true,
  use: (settings, { start }) => {
    const code = `import nodemailer from ${JSON.stringify(nodemailer)};
${settings}
await transport.sendMail({ envelope: { from: '${ACCOUNT.from}', to: ['${ACCOUNT.from}'] }, raw: ${JSON.stringify(MESSAGE)} });
`;
    return start(process.execPath, ['--input-type=module', '--eval', code], ['NODE_EXTRA_CA_CERTS']);
  },
};

const SMTPLIB: Program = {
  client: 'smtplib',
  needs: [{ program: 'python3', debian: 'python3' }],
  sends: true,
  checksNames: true,
  use: (settings, { start }) => {
    const code = `import email
import email.policy

with open('message.eml', 'rb') as file:
    message = email.message_from_binary_file(file, policy=email.policy.SMTP)

${settings}`;
    return start('python3', ['-c', code], ['SSL_CERT_FILE']);
  },
};

const MSMTP: Program = {
  client: 'msmtp',
  needs: [{ program: 'msmtp', debian: 'msmtp' }],
  sends: true,
  checksNames: true,
  use: async (settings, { start, put, caFile }) => {
    const file = await put('msmtprc', settings);
    // It takes trust from its settings or its command line, not from the environment
    const trust = caFile === null ? [] : [`--tls-trust-file=${caFile}`];
    return start('msmtp', [`--file=${file}`, ...trust, '--', ACCOUNT.from], [], MESSAGE);
  },
};

const CURL: Program = {
  client: 'curl',
  needs: [{ program: 'curl', debian: 'curl' }],
  sends: true,
  checksNames: true,
  use: (settings, { start }) => start('sh', ['-c', settings], ['SSL_CERT_FILE']),
};

const SWAKS: Program = {
  client: 'swaks',
  needs: [
    { program: 'swaks', debian: 'swaks' },
    { program: 'perl', debian: 'libnet-ssleay-perl', tried: ['-MNet::SSLeay', '-e', '1'] },
  ],
  sends: true,
  // The name is looked at since swaks 20240103; Debian 12 has 20201014
  checksNames: false,
  use: (settings, { start }) => start('sh', ['-c', settings], ['SSL_CERT_FILE']),
};

const OPENSSL: Program = {
  client: 'openssl',
  needs: [{ program: 'openssl', debian: 'openssl' }],
  sends: false,
  checksNames: true,
  use: (settings, { start }) => start('sh', ['-c', settings], ['SSL_CERT_FILE'], 'EHLO client.example.test\nQUIT\n'),
};

/** What a program lacks on this machine, as a part of a sentence; empty: nothing. */
export const lacks = ({ needs }: Program): string =>
  needs
    .filter(({ program, tried }) => {
      const path = findProgram(program);
      return path === null || (tried !== undefined && spawnSync(path, tried).status !== 0);
    })
    .map(({ program, debian }) => `${program} (Debian package ${debian})`)
    .join(', ');

/** Programs that send by themselves, or take a look. */
export const PROGRAMS: readonly Program[] = [NODEMAILER, SMTPLIB, MSMTP, CURL, SWAKS, OPENSSL];
