import { join } from 'node:path';
import { printable } from '@smtp-triage/core';
import { Command, CommanderError } from 'commander';
import { SCOPES } from '../caller.ts';
import { type Opened, openStore } from '../store/open.ts';
import { openAudit } from './audit.ts';
import type { Config } from './config.ts';
import { examineAll } from './doctor.ts';
import { loadConfig, printConfig, variables } from './load-config.ts';
import { configProblem } from './policy.ts';
import { randomId, type Service, start } from './start.ts';
import { createToken, listTokens, revokeToken, type TokenTools } from './tokens.ts';
import { verifyAudit } from './verify-audit.ts';
import { VERSION } from './version.ts';

/** Exit statuses: fine, what was asked for does not hold, the command line or the configuration is wrong. */
const FINE = 0;
const NOT_SO = 1;
const USAGE = 2;

type Environment = Readonly<Record<string, string | undefined>>;
type Given = { readonly config?: string; readonly printConfig?: boolean };

/** Runs the command line of the service to its exit status. */
export async function run(argv: readonly string[], environment: Environment): Promise<number> {
  let status = FINE;
  const program = new Command('smtp-triage-service')
    .description('Diagnoses over HTTP: why does mail not go out? Needs no set-up; listens on 127.0.0.1:8025.')
    .version(VERSION)
    .option('-c, --config <file>', 'JSON file with settings; the environment goes before it')
    .option('--print-config', 'print the settings in force, secrets masked, and end')
    .addHelpText('after', helpOnVariables)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`smtp-triage-service: ${text.replace(/^error: /, '')}`) })
    .action(async (given: Given) => {
      status = await withConfig(given, environment, (config) => serve(config, given.printConfig === true));
    });

  const token = program.command('token').description('tokens for callers with more trust');
  token
    .command('create <name>')
    .description('create a token; it is printed once and never again')
    .option('-s, --scopes <list>', `of ${SCOPES.join(', ')}`, 'diagnose')
    .option('-d, --days <number>', 'days until it expires; never if left out')
    .action(async (name: string, { scopes, days }: { readonly scopes: string; readonly days?: string }) => {
      status = await withStore(program.opts<Given>(), environment, async (tools) => {
        const lifeDays = days === undefined ? null : Number(days);
        const made = await createToken(tools, { name, scopes: scopes.split(',').map((one) => one.trim()), lifeDays });
        if (!made.ok) return complain(made.problem);
        console.log(made.value.token);
        console.error(
          `Token ${made.value.record.id} can: ${made.value.record.scopes.join(', ')}. Keep it: it is shown this once.`,
        );
        return FINE;
      });
    });
  token
    .command('list')
    .description('list tokens, never their secrets')
    .action(async () => {
      status = await withStore(program.opts<Given>(), environment, async ({ tokens }) => {
        for (const one of await listTokens(tokens)) console.log(printable(JSON.stringify(one)));
        return FINE;
      });
    });
  token
    .command('revoke <id>')
    .description('end a token at once')
    .action(async (id: string) => {
      status = await withStore(program.opts<Given>(), environment, async (tools) =>
        (await revokeToken(tools, id)) ? FINE : complain(`no token ${printable(id)} that is still valid`, NOT_SO),
      );
    });
  program
    .command('audit')
    .description('the audit log')
    .command('verify')
    .description('check that no line of the audit log was changed or taken away')
    .action(async () => {
      status = await withConfig(program.opts<Given>(), environment, async ({ dataDir }) => {
        const verdict = await verifyAudit(join(dataDir, 'audit'));
        if (!verdict.ok) return complain(`${verdict.file}, line ${verdict.line}: ${verdict.problem}`, NOT_SO);
        console.log(`${verdict.lines} lines in ${verdict.files} files are whole; the last hash is ${verdict.head}`);
        return FINE;
      });
    });

  program
    .command('doctor')
    .description('look over settings, store and audit log, and mend what can be mended; stop the service first')
    .action(async () => {
      status = await withConfig(program.opts<Given>(), environment, async (config) => {
        const found = await examineAll(config, Date.now());
        for (const { part, state, said } of found) console.log(printable(`${state.padEnd(6)}  ${part}: ${said}`));
        return found.some(({ state }) => state === 'wrong') ? NOT_SO : FINE;
      });
    });

  try {
    await program.parseAsync([...argv], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? FINE : USAGE;
    return complain(error instanceof Error ? error.message : String(error), NOT_SO);
  }
}

async function withConfig(
  { config: file }: Given,
  environment: Environment,
  work: (config: Config) => Promise<number>,
): Promise<number> {
  const config = loadConfig(file ?? environment['SMTP_TRIAGE_CONFIG'] ?? null, environment);
  if (!config.ok) return complain(config.problem);
  const problem = configProblem(config.value);
  return problem === null ? work(config.value) : complain(problem);
}

const withStore = (
  given: Given,
  environment: Environment,
  work: (tools: TokenTools) => Promise<number>,
): Promise<number> =>
  withConfig(given, environment, async (config) => {
    const opened: Opened = await openStore(config, { now: Date.now });
    const audit = openAudit({
      folder: join(config.dataDir, 'audit'),
      now: Date.now,
      failed: (error) => console.error(error),
    });
    try {
      return await work({ tokens: opened.store.tokens, audit, now: Date.now, randomId, actor: 'command line' });
    } finally {
      await audit.close();
      await opened.store.close();
    }
  });

/** Serves until a signal: the first ends it gracefully, the second at once (REL-04). */
async function serve(config: Config, printOnly: boolean): Promise<number> {
  if (printOnly) {
    process.stdout.write(printConfig(config));
    return FINE;
  }
  const service: Service = await start(config);
  console.log(`smtp-triage-service ${VERSION} on ${service.url}`);
  return new Promise((resolve) => {
    const end = (): void => {
      process.once('SIGTERM', () => process.exit(NOT_SO));
      process.once('SIGINT', () => process.exit(NOT_SO));
      void service.stop().then(() => resolve(FINE));
    };
    process.once('SIGTERM', end);
    process.once('SIGINT', end);
  });
}

function complain(problem: string, status = USAGE): number {
  console.error(`smtp-triage-service: ${printable(problem)}`);
  return status;
}

const helpOnVariables = (): string =>
  [
    '',
    'Settings, as environment variables with their defaults:',
    ...variables().map(({ name, fallback }) => `  ${name}=${fallback}`),
    '',
    'Examples:',
    '  smtp-triage-service',
    '  SMTP_TRIAGE_ALLOW_CIDRS=10.0.0.0/8 smtp-triage-service',
    '  smtp-triage-service token create ci --scopes diagnose,auth-step --days 90',
  ].join('\n');
