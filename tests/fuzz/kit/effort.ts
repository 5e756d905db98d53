/** How many cases a target gets: its share of AIRWORTHY_FUZZ_CASES (5,000 when unset) over all targets. */
export function casesFor(share: number): number {
  const wanted = Number(process.env['AIRWORTHY_FUZZ_CASES'] ?? 5000);
  if (!Number.isInteger(wanted) || wanted < 1) throw new Error('AIRWORTHY_FUZZ_CASES must be a whole number above 0');
  return Math.max(1, Math.ceil(wanted * share));
}

/** The same cases in every run, unless AIRWORTHY_FUZZ_SEED says otherwise. */
export const seed = Number(process.env['AIRWORTHY_FUZZ_SEED'] ?? 20261125);
