import { join, resolve } from 'node:path';
import pino from 'pino';
import { ROLES, type Role } from '../../console/contract';
import { openDatabase } from '../../console/server/database';
import { Users } from '../../console/server/security/users';
import { startConsole } from '../../console/server/start';
import { PACKAGE_ROOT } from '../../model/package-root';
import { promptsFor } from '../attest/prompts';
import { printable } from '../progress-view';

export interface ServeFlags {
  host: string;
  port: string;
  data?: string;
  runs?: string;
  tlsCert?: string;
  tlsKey?: string;
  key?: string;
  addUser?: string;
  role: string;
}

/** `airworthy serve`: the console in the browser, until Ctrl-C. */
export async function serveCommand(flags: ServeFlags): Promise<number> {
  const data = resolve(flags.data ?? 'airworthy-data');
  if (flags.addUser !== undefined) return addUser(data, flags.addUser, flags.role);
  const port = Number(flags.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`--port must be a port number, 0 for any free one, not "${flags.port}".`);
  const { tlsCert, tlsKey } = flags;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) throw new Error('Give both --tls-cert and --tls-key.');
  const running = await startConsole({
    host: flags.host,
    port,
    data,
    runs: resolve(flags.runs ?? join('reports', 'runs')),
    web: join(PACKAGE_ROOT, 'dist', 'console', 'web'),
    ...(tlsCert !== undefined && tlsKey !== undefined ? { tls: { certificate: tlsCert, key: tlsKey } } : {}),
    signingKey: flags.key,
    signingPassphrase: process.env['AIRWORTHY_KEY_PASSPHRASE'],
    log: pino({ base: undefined }, pino.destination({ dest: 2, sync: true })),
  });
  const say = (text: string) => void process.stdout.write(`${text}\n`);
  if (running.mode === 'local') {
    say(`The console is at\n\n  ${running.address()}\n\nThe address lets one person in, once.`);
    if (process.stdin.isTTY) {
      say('Press Enter for another address, Ctrl-C to stop.');
      process.stdin.on('data', () => say(`\n  ${running.address()}\n`));
    }
  } else say(`The console is at ${running.url}`);
  await stopped(say);
  process.stdin.pause();
  await running.close();
  return 0;
}

function stopped(say: (text: string) => void): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = () => {
      if (asked) process.exit(3);
      asked = true;
      say('\nStopping; a run that goes on is ended first, and its record kept. Press Ctrl-C again to leave at once.');
      resolve();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
  });
}

/** The password is read from the terminal or from standard input, never from the command line, where others can see it. */
async function addUser(data: string, name: string, word: string): Promise<number> {
  const role = ROLES.find((each): each is Role => each === word);
  if (!role) throw new Error(`--role cannot be "${word}". Allowed: ${ROLES.join(', ')}.`);
  const db = openDatabase(data);
  const prompts = promptsFor(process.stdin, process.stdout);
  try {
    const password = await prompts.secret(`Password for ${name}`);
    const user = await new Users(db).add(name, role, password);
    process.stdout.write(`${printable(user.name)} can sign in now, as ${user.role}.\n`);
    return 0;
  } finally {
    prompts.close();
    db.close();
  }
}
