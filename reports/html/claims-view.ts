import type { ClaimLine, ClaimsReport, ClaimStanding } from '../../model/claims';

export const CLAIM_WORDS: Record<ClaimStanding, string> = {
  'over-claim': 'Declared, not seen',
  'under-claim': 'Seen, not declared',
  'no-occasion': 'No occasion',
  seen: 'Seen as declared',
};
const TONES: Record<ClaimStanding, string> = {
  'over-claim': 'fail',
  'under-claim': 'warning',
  'no-occasion': 'not-tested',
  seen: 'pass',
};
const ORDER = Object.keys(CLAIM_WORDS) as ClaimStanding[];

/** What the supplier declares against what the product did; over- and under-claims first. */
export function claimsView(claims: ClaimsReport): ReturnType<typeof viewOf>;
export function claimsView(claims: ClaimsReport | undefined): ReturnType<typeof viewOf> | undefined;
export function claimsView(claims: ClaimsReport | undefined): ReturnType<typeof viewOf> | undefined {
  return claims && viewOf(claims);
}

function viewOf({ lines, notes }: ClaimsReport) {
  const sorted = [...lines].sort((a, b) => ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing)).map(lineView);
  const count = (standing: ClaimStanding) => lines.filter((line) => line.standing === standing).length;
  return {
    lines: sorted,
    open: sorted.filter(({ standing }) => standing === 'over-claim' || standing === 'under-claim'),
    notes,
    summary:
      `${count('over-claim')} declared and never seen although there was occasion, ${count('under-claim')} seen and not declared, ` +
      `${count('seen')} seen as declared, ${count('no-occasion')} without occasion.`,
  };
}

function lineView(line: ClaimLine) {
  return { ...line, word: CLAIM_WORDS[line.standing], tone: TONES[line.standing] };
}
