// Runs before every install: only the pinned pnpm knows this workspace.
const agent = process.env.npm_config_user_agent ?? '';
if (!agent.startsWith('pnpm/')) {
  process.stderr.write(
    'This workspace installs with pnpm, and `npm start`, `npm test` and `npm run build` do that for you. Delete node_modules and package-lock.json, then run one of them.\n',
  );
  process.exit(1);
}
