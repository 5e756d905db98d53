import { Writable } from 'node:stream';
import { loadConfiguration, loadSupport, type IRunEnvironment } from '@cucumber/cucumber/api';
import type { Pickle } from '@cucumber/messages';
import { PACKAGE_ROOT } from '../../model/package-root';
import { stepFiles } from './step-files';

/** A step that judges: its words, and the check that decides it. */
export interface Claim {
  text: string;
  check: string;
  params?: Record<string, unknown>;
}

type Registered = [text: string, check: string, params?: Record<string, unknown>];

/** The claims that the step files define, by loading them as a run does: there is no second list. */
export async function readClaims(): Promise<Claim[]> {
  const silent = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  const environment: IRunEnvironment = { cwd: PACKAGE_ROOT, stdout: silent(), stderr: silent() };
  const { runConfiguration } = await loadConfiguration({ file: false, provided: stepFiles() }, environment);
  await loadSupport(runConfiguration, environment);
  return loadedClaims();
}

/** What a scenario judges, in its order; of the steps that are loaded. */
export function claimsIn({ steps }: Pickle): Claim[] {
  const known = new Map(loadedClaims().map((claim) => [claim.text, claim]));
  return steps.flatMap(({ text }) => known.get(text) ?? []);
}

function loadedClaims(): Claim[] {
  const registered = (globalThis as Record<symbol, unknown>)[Symbol.for('airworthy.claims')] as
    Registered[] | undefined;
  return (registered ?? []).map(([text, check, params]) => ({ text, check, ...(params ? { params } : {}) }));
}
