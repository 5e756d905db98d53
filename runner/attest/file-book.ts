import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isSeq, parseDocument } from 'yaml';
import { readAttestations } from '../../config/attestations';
import { declaredCapabilities } from '../../config/capabilities';
import type { SutConfig } from '../../model/sut';
import { loadCatalogue } from '../../requirements/load';
import { makePlan } from '../../verdicts/plan';
import { type AttestationBook, questionsOf } from './book';
import { keepEvidence } from './keep-evidence';

const HEAD =
  '# Answers of named persons to what no traffic can show; written by "airworthy attest".\nattestations: []\n';

/**
 * The attestations file that a sut.yaml names, or attestations.yaml beside it. What is in it stays as it is, comments too.
 * Throws a sentence where the file is not as it must be.
 */
export function openFileBook(config: SutConfig, sutFile: string): AttestationBook {
  const file = config.attestations ?? join(dirname(resolve(sutFile)), 'attestations.yaml');
  const given = existsSync(file) ? readAttestations(file) : [];
  const dir = dirname(file);
  const plan = makePlan(loadCatalogue(), [], { actor: config.actor, capabilities: declaredCapabilities(config) });
  return {
    config,
    dir,
    questions: questionsOf(plan, given, config.version, new Date().toISOString().slice(0, 10)),
    record({ evidence, ...answer }) {
      const document = parseDocument(existsSync(file) ? readFileSync(file, 'utf8') : HEAD);
      const entry = document.createNode({
        ...answer,
        evidence: evidence.map(({ file: kept, kind }) => (kind ? { file: kept, kind } : kept)),
      });
      const list = document.get('attestations', true);
      if (isSeq(list)) {
        list.flow = false;
        list.add(entry);
      } else document.set('attestations', document.createNode([entry]));
      // Written beside it and then put in its place: an answer is either there whole or not.
      writeFileSync(`${file}.new`, document.toString({ defaultStringType: 'QUOTE_SINGLE', defaultKeyType: 'PLAIN' }));
      renameSync(`${file}.new`, file);
    },
    keep: (source) => keepEvidence(dir, source),
    close: () =>
      Promise.resolve(
        config.attestations === undefined
          ? `The answers are in ${file}. Name it in ${sutFile} as "attestations: attestations.yaml", so that runs take them up.`
          : `The answers are in ${file}; the next run takes them up.`,
      ),
  };
}
