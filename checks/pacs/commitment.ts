import type { CommitmentExchange, CommitmentReport } from '../../model/archive-record';
import type { Check, CheckResult, Finding } from '../../model/check';
import { counted } from '../../model/counted';
import {
  type Archived,
  decide,
  failuresOf,
  finding,
  instanceRef,
  judging,
  kept,
  nothingSeen,
  refOf,
  retrievesIn,
  stepsOf,
} from './reading';
import { roundTrips } from './kept';

const CLAUSE = 'PS3.4 J.3.3';
const PUSH_MODEL = '1.2.840.10008.1.20.1';

interface Asked {
  exchange: CommitmentExchange;
  own?: CommitmentReport;
}

/** Each request with the report of its own Transaction UID. */
function asked({ archive }: Archived): Asked[] {
  return archive.commitments.map((exchange) => {
    const own = exchange.reports.find(({ transactionUid }) => transactionUid === exchange.transactionUid);
    return { exchange, ...(own ? { own } : {}) };
  });
}

function unanswered(archived: Archived): Finding[] {
  const steps = stepsOf(archived, 'commitment');
  return [
    ...failuresOf(steps, CLAUSE),
    ...asked(archived).flatMap(({ exchange, own }) => {
      if (exchange.status !== undefined && exchange.status !== 0)
        return [
          finding(
            CLAUSE,
            `The PACS answered the commitment request with status ${exchange.status.toString(16)}H.`,
            refOf(exchange.sent),
          ),
        ];
      if (own) return [];
      const [other] = exchange.reports;
      const message = other
        ? `The commitment report names Transaction UID ${other.transactionUid}, not the one asked with.`
        : 'No storage commitment report came.';
      return [finding(CLAUSE, message, refOf(other?.moment ?? exchange.sent))];
    }),
  ];
}

const begin = (judge: (archived: Archived) => CheckResult) =>
  judging((archived) =>
    stepsOf(archived, 'commitment').length === 0
      ? nothingSeen('Storage commitment was not asked for.')
      : judge(archived),
  );

export const commitmentSucceeds: Check = {
  id: 'pacs/commitment-succeeds',
  title: 'Commitment of known instances succeeds',
  clause: CLAUSE,
  judge: begin((archived) => {
    const findings = unanswered(archived);
    for (const { exchange, own } of asked(archived)) {
      if (!own) continue;
      const missing = exchange.requested.filter(({ sopInstanceUid }) => !own.committed.includes(sopInstanceUid));
      if (own.eventTypeId !== 1 || own.failed.length > 0)
        findings.push(
          finding(
            CLAUSE,
            `The report on instances that were all stored has event type ${own.eventTypeId} and ${counted(own.failed.length, 'failure')}.`,
            refOf(own.moment),
          ),
        );
      else if (missing.length > 0)
        findings.push(
          finding(
            CLAUSE,
            `The report leaves out ${missing.length} of ${counted(exchange.requested.length, 'instance')}.`,
            refOf(own.moment),
          ),
        );
    }
    return decide(
      findings,
      'The report says success, with the Transaction UID asked with and all instances.',
      reportRefs(archived),
    );
  }),
};

export const unknownFails: Check = {
  id: 'pacs/commitment-of-unknown-fails',
  title: 'Commitment of an unknown instance fails for that one only',
  clause: 'PS3.4 J.3.3.1.2',
  judge: begin((archived) => {
    const findings = unanswered(archived);
    const known = new Set(kept(archived).map(({ sopInstanceUid }) => sopInstanceUid));
    for (const { exchange, own } of asked(archived)) {
      if (!own) continue;
      const unknown = exchange.requested.filter(({ sopInstanceUid }) => !known.has(sopInstanceUid));
      if (unknown.length === 0) return nothingSeen('No unknown instance was asked for.');
      const at = refOf(own.moment);
      const say = (message: string) => findings.push(finding('PS3.4 J.3.3.1.2', message, at));
      if (own.eventTypeId !== 2)
        say(`The report has event type ${own.eventTypeId}, not 2, though an instance is unknown.`);
      for (const { sopInstanceUid } of unknown) {
        const failed = own.failed.find((each) => each.sopInstanceUid === sopInstanceUid);
        if (!failed) say('The unknown instance is not in the Failed SOP Sequence.');
        else if (failed.reason === undefined) say('The failed instance has no Failure Reason.');
        if (own.committed.includes(sopInstanceUid)) say('The PACS commits to an instance that it never had.');
      }
      const lost = exchange.requested.filter(
        (each) => known.has(each.sopInstanceUid) && !own.committed.includes(each.sopInstanceUid),
      );
      if (lost.length > 0)
        say(`${counted(lost.length, 'stored instance is', 'stored instances are')} not listed as safe.`);
    }
    return decide(
      findings,
      'The report names the unknown instance as failed, with a reason, and the others as safe.',
      reportRefs(archived),
    );
  }),
};

export const reportByArchive: Check = {
  id: 'pacs/commitment-report-association',
  title: 'The report comes on an association of the archive, in the right role',
  clause: 'PS3.4 J.3.3.1.2',
  judge: begin((archived) => {
    const findings: Finding[] = [];
    const reports = asked(archived).flatMap(({ exchange, own }) => (own ? [{ exchange, own }] : []));
    if (reports.length === 0) return decide(unanswered(archived), '', []);
    for (const { exchange, own } of reports) {
      const say = (message: string) => findings.push(finding('PS3.4 J.3.3.1.2', message, refOf(own.moment)));
      if (!own.byArchive) {
        say('The report did not come on an association that the PACS opened.');
        continue;
      }
      const request = archived.archive.associations.find(
        ({ link, connection }) => link === own.link && connection === own.connection,
      )?.request;
      const role = request?.roles?.find(({ sopClassUid }) => sopClassUid === PUSH_MODEL);
      if (!role?.scp) say('The association for the report does not propose the SCP role.');
      if (request && request.callingAeTitle !== exchange.calledAeTitle)
        say(`The report comes from AE title ${request.callingAeTitle}, the request went to ${exchange.calledAeTitle}.`);
    }
    return decide(
      findings,
      'The PACS opened an association with role selection, under the same AE title.',
      reportRefs(archived),
    );
  }),
};

export const committedIsRetrievable: Check = {
  id: 'pacs/committed-is-retrievable',
  title: 'What the archive committed to can be retrieved',
  clause: 'PS3.4 J.1.1',
  judge: begin((archived) => {
    const committed = new Set(asked(archived).flatMap(({ own }) => own?.committed ?? []));
    if (committed.size === 0) return decide(unanswered(archived), '', []);
    if (retrievesIn(archived, stepsOf(archived, 'move')).length === 0) return nothingSeen('Nothing was retrieved.');
    const instances = kept(archived).filter(({ sopInstanceUid }) => committed.has(sopInstanceUid));
    const { missing, back } = roundTrips(archived, instances);
    return decide(
      missing,
      `All ${back.length} committed results were retrieved.`,
      back.map((each) => instanceRef(each)),
    );
  }),
};

const reportRefs = (archived: Archived) => asked(archived).flatMap(({ own }) => (own ? [refOf(own.moment)] : []));
