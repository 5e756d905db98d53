import type { Mode } from '../contract';
import type { AttestBooks } from './attest/book';
import type { Evidence } from './attest/evidence';
import type { Turns } from './attest/turns';
import type { Db } from './database';
import type { ActorForms } from './products/actor-forms';
import type { Doctors } from './products/doctor';
import type { Products } from './products/store';
import type { Packs } from './reports/packs';
import type { RunList } from './runs/run-list';
import type { Runs } from './runs/run-view';
import type { Supervisor } from './runs/supervisor';
import type { StudySets } from './studies/study-sets';
import type { BenchHand } from './worker/bench-hand';
import type { ConsoleOptions } from './options';
import type { Audit } from './security/audit';
import type { OneTimeToken, Sessions } from './security/sessions';
import type { Users } from './security/users';

/** What the routes share. */
export interface Context {
  mode: Mode;
  options: ConsoleOptions;
  db: Db;
  users: Users;
  sessions: Sessions;
  audit: Audit;
  token: OneTimeToken;
  /** Name of the session's cookie. */
  cookie: string;
  benchHand: BenchHand;
  forms: ActorForms;
  products: Products;
  doctors: Doctors;
  studies: StudySets;
  runList: RunList;
  supervisor: Supervisor;
  runs: Runs;
  packs: Packs;
  turns: Turns;
  evidence: Evidence;
  books: AttestBooks;
}
