import { resolve } from 'node:path';
import { loadSutConfig } from '../../config/load';
import { counted } from '../../model/counted';
import type { AttestationBook } from '../../runner/attest/book';
import { openFileBook } from '../../runner/attest/file-book';
import { openRunBook } from '../../runner/attest/run-book';
import { askAll } from '../attest/ask';
import { promptsFor, Stopped } from '../attest/prompts';
import { studyMaker } from '../../runner/attest/study-maker';
import { printable } from '../progress-view';

export interface AttestFlags {
  config?: string;
  /** Requirement ids or prefixes. */
  only?: string[];
  /** Also ask what has been answered. */
  again?: boolean;
}

/**
 * `airworthy attest`: a person answers what no traffic can show, for a run or for the runs to come. Exit 0 when nothing is
 * left open, 3 when something is.
 */
export async function attestCommand(run: string | undefined, flags: AttestFlags): Promise<number> {
  const book = openBook(run, flags.config);
  const { stdin, stdout } = process;
  const prompts = promptsFor(stdin, stdout);
  const chosen = book.questions.filter(
    ({ requirement }) => flags.only === undefined || flags.only.some((prefix) => requirement.id.startsWith(prefix)),
  );
  const open = chosen.filter(({ answered }) => flags.again || answered === undefined);
  const { product, version, vendor } = book.config;
  let answered = 0;
  try {
    stdout.write(
      `${printable(`${product} ${version} of ${vendor}`)}: ${open.length} of ${counted(chosen.length, 'question')} open.\n`,
    );
    if (open.length > 0) {
      const asking = { book, prompts, out: stdout, studyFor: studyMaker(book.config) };
      await askAll(
        asking,
        open.map(({ requirement }) => requirement),
        () => (answered += 1),
      );
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    stdout.write(`\n${error.message} What has been answered is kept; the same command goes on with the rest.\n`);
  } finally {
    prompts.close();
    const made = await book.close();
    if (answered > 0) stdout.write(`\n${printable(made)}\n`);
  }
  const left = open.length - answered;
  stdout.write(`${answered} answered${left > 0 ? `, ${left} left open` : ''}.\n`);
  return left === 0 ? 0 : 3;
}

function openBook(run: string | undefined, config: string | undefined): AttestationBook {
  if (run !== undefined) {
    const book = openRunBook(resolve(run));
    // A record keeps no private key, and the PACS may have moved.
    return config === undefined
      ? book
      : { ...book, config: { ...loadSutConfig(config), version: book.config.version } };
  }
  const file = config ?? 'sut.yaml';
  return openFileBook(loadSutConfig(file), file);
}
