import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { ENTER_PATH, type Mode } from '../contract';
import { AttestBooks } from './attest/book';
import { Evidence } from './attest/evidence';
import { attestRoutes } from './attest/routes';
import { Turns } from './attest/turns';
import type { Context } from './context';
import { type Db, openDatabase } from './database';
import { makeApp } from './http/app';
import { servePages } from './http/pages';
import type { ConsoleOptions } from './options';
import { ActorForms } from './products/actor-forms';
import { Doctors } from './products/doctor';
import { doctorRoutes } from './products/doctor-routes';
import { productRoutes } from './products/routes';
import { Products } from './products/store';
import { packRoutes } from './reports/pack-routes';
import { Packs } from './reports/packs';
import { reportRoutes } from './reports/routes';
import { runRoutes } from './runs/routes';
import { RunList } from './runs/run-list';
import { Runs } from './runs/run-view';
import { Supervisor } from './runs/supervisor';
import { Audit, auditRequests } from './security/audit';
import { guard } from './security/guard';
import { ourHosts } from './security/host-names';
import { OneTimeToken, Sessions } from './security/sessions';
import { Users } from './security/users';
import { sessionRoutes } from './session-routes';
import { studyRoutes } from './studies/routes';
import { StudySets } from './studies/study-sets';
import { trafficRoutes } from './traffic/routes';
import { BenchHand } from './worker/bench-hand';

export interface RunningConsole {
  mode: Mode;
  /** Where a browser opens it; in `local` mode let in by {@link RunningConsole.address} only. */
  url: string;
  /** The address that lets one person in, once. Each call makes a new one, and the one before no longer counts. */
  address(): string;
  /** Resolves when runs have been stopped and every socket is closed. */
  close(): Promise<void>;
}

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** Starts the console. @throws Error with one sentence where it cannot be served so */
export async function startConsole(given: ConsoleOptions): Promise<RunningConsole> {
  const options = { ...given, data: resolve(given.data), runs: resolve(given.runs) };
  const { host, tls, log, idleTimeoutMs } = options;
  const mode: Mode = LOOPBACK.includes(host) && !tls ? 'local' : 'users';
  if (mode === 'users' && !tls)
    throw new Error(`To serve others than this machine (--host ${host}), give --tls-cert and --tls-key.`);
  const db = openDatabase(options.data);
  const app = await makeApp({ tls, log, idleTimeoutMs });
  try {
    const users = new Users(db);
    if (mode === 'users' && users.none)
      throw new Error('Nobody could sign in. Add a first admin: airworthy serve --add-user NAME --role admin');
    let port = options.port;
    const context = contextOf(options, mode, db, users);
    guard(app, {
      sessions: context.sessions,
      cookie: context.cookie,
      scheme: tls ? 'https' : 'http',
      isOurs: ourHosts(tls && readFileSync(tls.certificate), () => port),
    });
    auditRequests(app, context.audit);
    for (const routes of ROUTES_OF) routes(app, context);
    await servePages(app, options.web);
    await app.listen({ host, port });
    port = (app.server.address() as AddressInfo).port;
    const url = `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
    return {
      mode,
      url,
      address: () => (mode === 'local' ? `${url}${ENTER_PATH}?token=${context.token.renew()}` : url),
      async close() {
        await Promise.all([context.supervisor.close(), context.doctors.stop(), context.books.close()]);
        await context.benchHand.close();
        await app.close();
        db.close();
      },
    };
  } catch (error) {
    await app.close();
    db.close();
    throw error;
  }
}

const ROUTES_OF = [
  sessionRoutes,
  productRoutes,
  doctorRoutes,
  studyRoutes,
  runRoutes,
  trafficRoutes,
  reportRoutes,
  packRoutes,
  attestRoutes,
];

function contextOf(options: ConsoleOptions, mode: Mode, db: Db, users: Users): Context {
  const { data, tls } = options;
  const benchHand = new BenchHand();
  const runList = new RunList(db, options.runs);
  const supervisor = new Supervisor(runList);
  const runs = new Runs(runList, supervisor);
  const [turns, evidence] = [new Turns(), new Evidence(db)];
  return {
    mode,
    options,
    db,
    users,
    sessions: new Sessions(),
    audit: new Audit(db),
    token: new OneTimeToken(),
    // Cookies know no ports: two consoles on one machine must not take each other's.
    cookie: tls ? '__Host-airworthy' : `airworthy-${options.port}`,
    benchHand,
    forms: new ActorForms(benchHand),
    products: new Products(db, join(data, 'products')),
    doctors: new Doctors(),
    studies: new StudySets(db, join(data, 'studies'), benchHand),
    runList,
    supervisor,
    runs,
    packs: new Packs(db, join(data, 'packs')),
    turns,
    evidence,
    books: new AttestBooks(runs, benchHand, evidence, turns),
  };
}
