import { Then } from '@cucumber/cucumber';
import type { AirworthyWorld } from './world';

/** What a scenario claims, and the check that decides it from the record (checks/README.md). */
export type Claim = [claim: string, check: string, params?: Record<string, unknown>];

/** All claims, for whoever wants to know which checks decide a scenario (runner/cucumber/claims.ts). */
const registry = ((globalThis as Record<symbol, unknown>)[Symbol.for('airworthy.claims')] ??= []) as Claim[];

type Judge = (world: AirworthyWorld, check: string, params?: Record<string, unknown>) => void | Promise<void>;

const atOnce: Judge = async ({ session }, check, params) => {
  // A document that takes long is not to keep the peers waiting.
  await session.pdfs.settled();
  session.judging.judge(check, params);
};

/** Each claim becomes a step of just these words. */
export function defineClaims(claims: Claim[], judge = atOnce): void {
  registry.push(...claims);
  for (const [claim, check, params] of claims) {
    Then(new RegExp(`^${claim.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`), async function (this: AirworthyWorld) {
      await judge(this, check, params);
    });
  }
}
