import type { Fields } from '../request.ts';

/** What the form starts with, what was wrong with it, and what this service lets the caller do. */
export type FormProps = {
  readonly fields?: Fields;
  readonly problem?: { readonly field: string; readonly says: string } | null;
  /** Whether a login may be tested by whoever looks at this. */
  readonly logins: boolean;
  /** A known provider that the host or address belongs to. */
  readonly hint?: string | null;
  readonly busy?: boolean;
  readonly onSubmit?: (form: HTMLFormElement) => void;
  readonly onHost?: (text: string) => void;
  /** Whether a password could be sent safely with what is filled in; undefined where nobody can watch the fields. */
  readonly secretReady?: boolean;
  readonly onChange?: (form: HTMLFormElement) => void;
};

/** One field first; everything else is folded away. Works without a script: it is posted to `/`. */
export function TargetForm(props: FormProps) {
  const { fields = {}, problem = null, hint = null, busy = false, onSubmit, onHost, onChange } = props;
  const open = problem !== null && problem.field !== 'host';
  return (
    <form
      class="target"
      method="post"
      action="/"
      novalidate
      onSubmit={(event) => {
        if (onSubmit === undefined) return;
        event.preventDefault();
        onSubmit(event.currentTarget);
      }}
      onInput={(event) => onChange?.(event.currentTarget)}
    >
      <div class="first">
        <div class="field grow">
          <label for="host">Mail server or e-mail address</label>
          <input
            {...input('host', fields, problem)}
            type="text"
            inputMode="email"
            autoComplete="off"
            autoCapitalize="none"
            spellcheck={false}
            placeholder="smtp.example.com"
            required
            onChange={(event) => onHost?.(event.currentTarget.value)}
          />
        </div>
        <button class="primary" type="submit" disabled={busy}>
          {busy ? 'Testing …' : 'Test'}
        </button>
      </div>
      <FieldProblem field="host" problem={problem} />
      <p class="hint" role="status">
        {hint}
      </p>
      <details open={open}>
        <summary>Your program’s settings, a login, and more</summary>
        <Advanced {...props} />
      </details>
    </form>
  );
}

type Problem = FormProps['problem'];

/** What ties a field to its label and to what is wrong with it. */
function input(name: string, fields: Fields, problem: Problem) {
  const isWrong = problem?.field === name;
  return {
    id: name,
    name,
    defaultValue: name === 'secret' ? '' : (fields[name] ?? ''),
    ...(isWrong ? { 'aria-invalid': true as const, 'aria-describedby': `${name}-problem` } : {}),
  };
}

const FieldProblem = ({ field, problem }: { readonly field: string; readonly problem: Problem }) =>
  problem?.field === field ? (
    <p class="wrong" id={`${field}-problem`} role="alert">
      {problem.says}.
    </p>
  ) : null;

function Advanced({ fields = {}, problem = null, logins, secretReady }: FormProps) {
  const text = (name: string) => ({
    ...input(name, fields, problem),
    type: 'text' as const,
    autoCapitalize: 'none' as const,
  });
  return (
    <div class="advanced">
      <fieldset>
        <legend>What your program is set to</legend>
        <p class="soft">Tested exactly so, and reported first. The usual ports are tried beside it.</p>
        <div class="fields">
          <div class="field short">
            <label for="port">Port</label>
            <input {...text('port')} inputMode="numeric" autoComplete="off" size={6} />
            <FieldProblem field="port" problem={problem} />
          </div>
          <div class="field">
            <label for="mode">Encryption</label>
            <select id="mode" name="mode">
              {[
                ['', 'the usual one for the port'],
                ['starttls', 'STARTTLS (many clients: “TLS”)'],
                ['implicit-tls', 'implicit TLS (many clients: “SSL” or “SSL/TLS”)'],
                ['cleartext', 'none'],
              ].map(([value, label]) => (
                <option key={value} value={value} selected={value === (fields['mode'] ?? '')}>
                  {label}
                </option>
              ))}
            </select>
            <FieldProblem field="mode" problem={problem} />
          </div>
        </div>
      </fieldset>
      <fieldset disabled={!logins}>
        <legend>Try a login</legend>
        <p class="soft" id="secret-note">
          {logins
            ? 'The password goes to this service, which sends it to the mail server once, only over TLS with a verified certificate, and then drops it. It is never stored, shown or logged. Name the user first.'
            : 'This service tests no logins for strangers. The command line on your own computer does.'}
        </p>
        <div class="fields">
          <div class="field">
            <label for="user">User name</label>
            <input {...text('user')} autoComplete="username" spellcheck={false} />
            <FieldProblem field="user" problem={problem} />
          </div>
          <div class="field">
            <label for="secret">Password</label>
            <input
              {...input('secret', fields, problem)}
              type="password"
              autoComplete="current-password"
              aria-describedby={problem?.field === 'secret' ? 'secret-problem secret-note' : 'secret-note'}
              disabled={secretReady === false}
            />
            <FieldProblem field="secret" problem={problem} />
          </div>
        </div>
      </fieldset>
      <fieldset>
        <legend>More</legend>
        <div class="fields">
          <div class="field">
            <label for="sni">Name in the certificate</label>
            <input {...text('sni')} autoComplete="off" spellcheck={false} />
            <FieldProblem field="sni" problem={problem} />
          </div>
          <div class="field">
            <label for="family">IP version</label>
            <select id="family" name="family">
              {[
                ['', 'both'],
                ['4', 'IPv4 only'],
                ['6', 'IPv6 only'],
              ].map(([value, label]) => (
                <option key={value} value={value} selected={value === (fields['family'] ?? '')}>
                  {label}
                </option>
              ))}
            </select>
          </div>
        </div>
      </fieldset>
    </div>
  );
}
