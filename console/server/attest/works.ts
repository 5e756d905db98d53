import { readSutConfig } from '../../../config/load';
import { lockRun } from '../../../evidence/run-lock';
import type { SutConfig } from '../../../model/sut';
import { sendStudy, type StudyToLookAt, whyNotSent } from '../../../runner/attest/display';
import { keepBytes } from '../../../runner/attest/keep-evidence';
import { openRunBook } from '../../../runner/attest/run-book';
import { studyMaker } from '../../../runner/attest/study-maker';
import { DISPLAY_REQUIREMENTS } from '../../../runner/display';
import { folderSource } from '../../../runner/run-source';
import { readRunStart } from '../../../runner/run-start';
import { writeRecord } from '../../../runner/run';
import { writeReports } from '../../../runner/write-reports';
import type { Work } from '../worker/messages';

export const displays: Work<'displays'> = () => Promise.resolve([...DISPLAY_REQUIREMENTS]);

export const look: Work<'look'> = async ({ dir, requirement, product }) => {
  const config = configOf(dir, product);
  const study = studyFor(config, requirement);
  const notSentBecause = whyNotSent(config);
  return {
    lookFor: study.lookFor,
    ...(notSentBecause === undefined ? {} : { notSentBecause }),
    picture: study.picture().toString('base64'),
  };
};

export const send: Work<'send'> = async ({ dir, requirement, product }) => {
  const config = configOf(dir, product);
  const reason = whyNotSent(config);
  if (reason !== undefined) throw new Error(`The study cannot be sent: ${reason}.`);
  const study = studyFor(config, requirement);
  const sent = await sendStudy(study, config, dir);
  const picture = { ...keepBytes(dir, `${requirement}.png`, study.picture()), kind: 'right-picture' as const };
  const exams = study.exams.map(({ patientName, patientId, accessionNumber }) => ({
    patientName,
    patientId,
    accessionNumber,
  }));
  return { at: new Date().toISOString(), exams, evidence: [sent, picture] };
};

/** On disk when this resolves; verdicts are made again once nobody answers for a while. */
export const answer: Work<'answer'> = async ({ dir, attestation }) => {
  const unlock = lockRun(dir);
  try {
    openRunBook(dir).record(attestation);
    return {};
  } finally {
    unlock();
  }
};

export const renew: Work<'renew'> = async ({ dir }) => {
  const unlock = lockRun(dir);
  try {
    writeRecord(dir);
    await writeReports(dir);
    return {};
  } finally {
    unlock();
  }
};

function configOf(dir: string, product: { yaml: string; file: string } | undefined): SutConfig {
  const { config } = readRunStart(folderSource(dir));
  return product ? { ...readSutConfig(product.yaml, product.file), version: config.version } : config;
}

function studyFor(config: SutConfig, requirement: string): StudyToLookAt {
  const study = studyMaker(config)(requirement);
  if (!study) throw new Error(`There is no study to look at for ${requirement}.`);
  return study;
}
