/** A number that is rounded by more than this is another number. */
const ROUNDING = 0.01;

/** The text means one of those: spelling and case aside; a `value` that is a number may be rounded by one per cent. */
export function matches(field: string, text: string, meant: readonly string[]): boolean {
  return meant.some((one) => plain(one) === plain(text) || (field === 'value' && sameNumber(one, text)));
}

/** British and American, `cm³` and `cm3`. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/metre/g, 'meter')
    .replace(/litre/g, 'liter')
    .replace(/aem/g, 'em');
}

function sameNumber(one: string, text: string): boolean {
  if (one.trim() === '' || text.trim() === '') return false;
  const [a, b] = [Number(one), Number(text.replace(',', '.'))];
  return Number.isFinite(a) && Number.isFinite(b) && Math.abs(a - b) <= Math.abs(a) * ROUNDING;
}
