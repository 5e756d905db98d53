import { join } from 'node:path';
import pc from 'picocolors';
import { counted } from '../../model/counted';
import type { Requirement } from '../../model/requirement';
import type { AttestationBook } from '../../runner/attest/book';
import { sendStudy, type StudyToLookAt, whyNotSent } from '../../runner/attest/display';
import { keepBytes, type KeptEvidence } from '../../runner/attest/keep-evidence';
import { printable } from '../progress-view';
import { halfBlocks, openInViewer, showsPictures } from './picture';
import type { Prompts } from './prompts';

const ANSWERS = [
  { value: 'yes', name: 'yes, it is so' },
  { value: 'no', name: 'no, it is not so' },
  { value: 'skip', name: 'skip: leave it open' },
];
const MAX_TEXT = 4000;

export interface Asking {
  book: AttestationBook;
  prompts: Prompts;
  out: NodeJS.WriteStream;
  /** Makes the study that belongs to a display requirement. */
  studyFor(requirement: string): StudyToLookAt | undefined;
}

/** Who answers; asked once, and offered again. */
interface Person {
  name?: string;
  role?: string;
}

/** Goes through the requirements one after the other; every answer is on disk before the next is asked. */
export async function askAll(asking: Asking, requirements: readonly Requirement[], count: () => void): Promise<void> {
  const person: Person = {};
  for (const [index, requirement] of requirements.entries()) {
    const say = (text = '') => void asking.out.write(`${text}\n`);
    say();
    say(pc.bold(`${index + 1}/${requirements.length}  ${requirement.id}  ${requirement.title}`));
    say(`${requirement.source} ${requirement.lines}, ${requirement.level}: ${requirement.text}`);
    if (requirement.ask) say(`${pc.bold('To show:')} ${requirement.ask}`);
    if (await askOne(asking, requirement, person)) count();
  }
}

async function askOne(asking: Asking, requirement: Requirement, person: Person): Promise<boolean> {
  const { book, prompts, out } = asking;
  const shown = await showStudy(asking, requirement.id);
  const answer = await prompts.choose(`Does ${book.config.product} do this?`, ANSWERS);
  if (answer === 'skip') return false;
  person.name = await prompts.line('Your name', person.name, required);
  person.role = await prompts.line('Your role', person.role, required);
  const productVersion = await prompts.line('Version of the product that you looked at', book.config.version, required);
  const statement = await prompts.line('Remarks: what you saw', undefined, required);
  const needsFile = shown.length === 0 || requirement.evidence === 'screenshot';
  const attached = await attach(asking, answer === 'yes' && needsFile);
  const evidence = [...shown, ...attached];
  if (answer === 'yes' && attached.length === 0 && needsFile) {
    out.write('Not recorded: a yes without evidence of yours decides nothing. It stays open.\n');
    return false;
  }
  if (answer === 'yes' && attached.length === 0)
    out.write('Without a screenshot the reports say that it rests on your word alone.\n');
  const on = new Date().toISOString().slice(0, 10);
  const expires = await prompts.line('Valid until (YYYY-MM-DD)', oneYearAfter(on), (day) => notADay(day, on));
  const { name, role } = person;
  book.record({
    requirement: requirement.id,
    answer: answer as 'yes' | 'no',
    name,
    role,
    on,
    productVersion,
    statement,
    expires,
    evidence,
  });
  out.write(
    productVersion === book.config.version
      ? `${pc.green('Recorded.')}\n`
      : `Recorded for version ${printable(productVersion)}; it says nothing of version ${printable(book.config.version)}.\n`,
  );
  return true;
}

/** Files until an empty line; a path that cannot be read is asked again. */
async function attach({ book, prompts }: Asking, needed: boolean): Promise<KeptEvidence[]> {
  const kept: KeptEvidence[] = [];
  for (;;) {
    const hint = kept.length > 0 ? 'empty: no more' : needed ? 'empty: none, and it stays open' : 'empty: none';
    let file: KeptEvidence | undefined;
    await prompts.line(`File to attach, e.g. a screenshot (${hint})`, '', (text) => {
      file = undefined;
      if (text === '') return undefined;
      try {
        file = book.keep(unquoted(text));
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    });
    if (!file) return kept;
    kept.push(file);
  }
}

/** Sends the study made for the requirement and shows the right picture; gives both as evidence. */
async function showStudy({ book, out, studyFor }: Asking, requirement: string): Promise<KeptEvidence[]> {
  const study = studyFor(requirement);
  if (!study) return [];
  const evidence: KeptEvidence[] = [];
  const reason = whyNotSent(book.config);
  if (reason === undefined) {
    out.write(`Sending ${counted(study.objects.length, 'object')} to ${printable(book.config.product)} ...\n`);
    try {
      evidence.push(await sendStudy(study, book.config, book.dir));
      for (const { patientName, patientId, accessionNumber } of study.exams)
        out.write(`Open the study of ${patientName}, ID ${patientId}, accession number ${accessionNumber}.\n`);
    } catch (error) {
      out.write(`${pc.yellow(printable((error as Error).message))}\n`);
    }
  } else out.write(`The study for this was not sent: ${reason}.\n`);
  out.write(`${pc.bold('Look for:')}\n${study.lookFor.map((line) => `  - ${line}\n`).join('')}`);
  const png = study.picture();
  const picture: KeptEvidence = { ...keepBytes(book.dir, `${requirement}.png`, png), kind: 'right-picture' };
  const file = join(book.dir, picture.file);
  if (showsPictures(out)) out.write(`${halfBlocks(png, out.columns)}\n`);
  out.write(`The right picture: ${file}\n`);
  openInViewer(file);
  // What could not be sent was not looked at: the picture alone proves nothing.
  return evidence.length > 0 ? [...evidence, picture] : [];
}

function oneYearAfter(day: string): string {
  const [year = '', rest = ''] = [day.slice(0, 4), day.slice(4)];
  return `${Number(year) + 1}${rest === '-02-29' ? '-02-28' : rest}`;
}

function notADay(day: string, on: string): string | undefined {
  const parsed = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00Z`) : new Date(NaN);
  if (Number.isNaN(parsed.getTime()) || !parsed.toISOString().startsWith(day)) return 'Write a day as YYYY-MM-DD.';
  return day < on ? `That is before today, ${on}.` : undefined;
}

const required = (text: string): string | undefined =>
  text === ''
    ? 'Something must be given here.'
    : text.length > MAX_TEXT
      ? `At most ${MAX_TEXT} characters.`
      : undefined;

/** As dragged into a terminal. */
function unquoted(path: string): string {
  return path.replace(/^(['"])(.*)\1$/, '$2').replace(/\\ /g, ' ');
}
