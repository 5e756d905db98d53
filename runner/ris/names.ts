import type { Code } from '../../model/exam';

export type Script = 'accented' | 'Greek' | 'Japanese';

const finding = (meaning: string): Code => ({ value: 'AW-NAMED', scheme: '99AIRW', meaning });

/** Names of patients and findings that a wrong character set would spoil. */
export const NAMES: Record<Script, { patient: string; finding: Code }> = {
  accented: { patient: 'MÜLLER-ÅSTRÖM^Zoë', finding: finding('Hémorragie intracrânienne aiguë') },
  Greek: { patient: 'ΠΑΠΑΔΟΠΟΥΛΟΣ^Γεώργιος', finding: finding('Ενδοκρανιακή αιμορραγία') },
  Japanese: { patient: '山田^太郎', finding: finding('頭蓋内出血') },
};
