import { startMockServer } from '../src/index.ts';
import type { Server } from './peers/server.ts';

/** The mock with one listener, like the bare server; nobody waits for the message before it is asked for. */
export async function lean(starttls: boolean): Promise<Server> {
  const smtp = await startMockServer({
    listeners: { submission: starttls ? 'starttls' : 'cleartext' },
    policy: { login: 'never' },
  });
  return {
    port: smtp.ports['submission'] ?? 0,
    get captured() {
      return smtp.messages.next().then(({ raw }) => raw.length);
    },
    close: smtp.close,
  };
}
