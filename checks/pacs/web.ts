import type { Check, Finding } from '../../model/check';
import type { WebExchange } from '../../model/archive-record';
import { counted } from '../../model/counted';
import { differences } from './compare';
import { changeOf } from './kept';
import {
  type Archived,
  decide,
  failuresOf,
  finding,
  findsIn,
  isAir,
  isWithin,
  judging,
  kept,
  kindOf,
  listedIn,
  nothingSeen,
  refOf,
  stepsOf,
} from './reading';

type Json = Record<string, { vr?: string; Value?: unknown[] }>;

const webIn = (archived: Archived, ...names: string[]): WebExchange[] =>
  archived.archive.web.filter(
    (each) => each.by === 'harness' && stepsOf(archived, ...names).some((step) => isWithin(step)(each)),
  );

const sets = (exchange: WebExchange): Json[] => (Array.isArray(exchange.json) ? (exchange.json as Json[]) : []);
const first = (set: Json, tag: string): string | undefined => {
  const value = set[tag]?.Value?.[0];
  return value === undefined || value === null ? undefined : typeof value === 'object' ? undefined : String(value);
};
const itemsOf = (set: Json | undefined, tag: string): Json[] =>
  ((set?.[tag]?.Value ?? []) as unknown[]).filter((item): item is Json => typeof item === 'object' && item !== null);
const CONTRIBUTING_EQUIPMENT = '0018A001';
const CONCEPT_NAME = '0040A043';

export const qidoAgrees: Check = {
  id: 'pacs/qido-agrees',
  title: 'QIDO-RS gives the same as C-FIND',
  clause: 'PS3.18 10.6',
  judge: judging((archived) => {
    const steps = stepsOf(archived, 'qido');
    const finds = findsIn(archived, stepsOf(archived, 'list'));
    if (steps.length === 0 || finds.length === 0) return nothingSeen('It was not asked in both ways.');
    const findings: Finding[] = failuresOf(steps, 'PS3.18 10.6');
    const instances = webIn(archived, 'qido').filter(({ target }) => /\/instances(\?|$)/.test(target));
    const listed = listedIn(finds);
    for (const exchange of instances) {
      const byWeb = new Map(sets(exchange).map((set) => [first(set, '00080018') ?? '', set]));
      const only = (message: string): unknown => findings.push(finding('PS3.18 10.6', message, refOf(exchange.sent)));
      if (byWeb.size < sets(exchange).length) only('QIDO-RS lists an instance more than once.');
      const missing = [...listed].filter((uid) => !byWeb.has(uid));
      if (missing.length > 0)
        only(`QIDO-RS leaves out ${missing.length} of ${counted(listed.size, 'instance')} that C-FIND lists.`);
      const more = [...byWeb.keys()].filter((uid) => !listed.has(uid));
      if (more.length > 0) only(`QIDO-RS lists ${counted(more.length, 'instance')} that C-FIND does not list.`);
      for (const find of finds) {
        for (const { object } of find.matches) {
          const { dataset } = object;
          const set = byWeb.get(dataset.string('SOPInstanceUID') ?? '');
          if (!set) continue;
          if (first(set, '00080016') !== undefined && first(set, '00080016') !== dataset.string('SOPClassUID'))
            only('QIDO-RS and C-FIND differ in SOP Class UID.');
          for (const [tag, keyword] of [
            [CONTRIBUTING_EQUIPMENT, 'ContributingEquipmentSequence'],
            [CONCEPT_NAME, 'ConceptNameCodeSequence'],
          ] as const) {
            if (dataset.items(keyword).length > 0 && itemsOf(set, tag).length !== dataset.items(keyword).length)
              only(
                `QIDO-RS returns ${counted(itemsOf(set, tag).length, 'item')} of ${keyword}, C-FIND ${dataset.items(keyword).length}.`,
              );
          }
        }
      }
    }
    const unique = [...new Map(findings.map((each) => [each.message, each])).values()];
    return decide(
      unique,
      `QIDO-RS and C-FIND list the same ${counted(listed.size, 'instance')} with the same values.`,
      instances.map(({ sent }) => refOf(sent)),
    );
  }),
};

export const wadoGives: Check = {
  id: 'pacs/wado-gives',
  title: 'WADO-RS gives study, series, instance and metadata, unchanged',
  clause: 'PS3.18 10.4',
  judge: judging((archived) => {
    const steps = stepsOf(archived, 'wado');
    const taken = kept(archived).filter(isAir);
    if (steps.length === 0 || taken.length === 0)
      return nothingSeen('No result was stored and then retrieved over the web.');
    const findings: Finding[] = failuresOf(steps, 'PS3.18 10.4');
    const exchanges = webIn(archived, 'wado');
    const ofStudy = exchanges.find(({ target }) => /\/studies\/[^/]+$/.test(target));
    for (const sent of taken) {
      const got = ofStudy?.instances.find(({ object }) => object.sopInstanceUid === sent.sopInstanceUid);
      const kind = kindOf(sent.sopClassUid);
      if (!ofStudy) continue;
      const at = refOf(ofStudy.sent);
      if (!got) findings.push(finding('PS3.18 10.4', `WADO-RS of the study does not give the ${kind}.`, at));
      else if (sent.object) {
        const changes = differences(sent.object, got.object);
        const instance = { ...sent, file: got.file, sent: ofStudy.sent };
        findings.push(...changes.map((difference) => changeOf(sent, instance, difference)));
      }
    }
    for (const exchange of exchanges.filter(({ target }) => /\/(series|instances)\/[^/]+$/.test(target))) {
      const uid = exchange.target.split('/').at(-1);
      const fits =
        exchange.instances.length > 0 &&
        exchange.instances.every(
          ({ object }) => object.dataset.string('SeriesInstanceUID') === uid || object.sopInstanceUid === uid,
        );
      if (!fits && exchange.status === 200)
        findings.push(
          finding(
            'PS3.18 10.4',
            `WADO-RS of ${exchange.target.includes('/instances/') ? 'an instance' : 'a series'} gives something else, or nothing.`,
            refOf(exchange.sent),
          ),
        );
    }
    const metadata = exchanges.find(({ target }) => target.endsWith('/metadata'));
    const described = new Set(metadata ? sets(metadata).map((set) => first(set, '00080018')) : []);
    const undescribed = taken.filter(({ sopInstanceUid }) => !described.has(sopInstanceUid));
    if (metadata && undescribed.length > 0)
      findings.push(
        finding(
          'PS3.18 10.4',
          `Metadata leave out ${undescribed.length} of ${counted(taken.length, 'result')}.`,
          refOf(metadata.sent),
        ),
      );
    return decide(
      findings,
      'Every result came over the web as it was sent.',
      exchanges.map(({ sent }) => refOf(sent)),
    );
  }),
};

/** Table 10.5.3-1: 409 says that nothing was stored, so it is lawful where the whole request was refused for one instance. */
function lawfulStatus(step: string, stored: readonly string[]): number | undefined {
  if (step === 'stow-all') return 200;
  if (step === 'stow-none') return 409;
  return step === 'stow-some' ? (stored.length > 0 ? 202 : 409) : undefined;
}

const STEPS = ['stow-all', 'stow-some', 'stow-none'];
const MEANING: Record<string, string> = {
  'stow-all': 'all instances are right',
  'stow-some': 'one instance belongs to another study',
  'stow-none': 'the only instance belongs to another study',
};

export const stowAnswers: Check = {
  id: 'pacs/stow-answers',
  title: 'STOW-RS answers as specified, and keeps what it says it keeps',
  clause: 'PS3.18 10.5.3',
  judge: judging((archived) => {
    const steps = stepsOf(archived, ...STEPS);
    if (steps.length === 0) return nothingSeen('Nothing was sent by STOW-RS.');
    const findings: Finding[] = [];
    const exchanges = webIn(archived, ...STEPS);
    const listed = listedIn(findsIn(archived, stepsOf(archived, 'list')));
    for (const step of steps) {
      const exchange = exchanges.find(isWithin(step));
      if (!exchange) {
        findings.push(...failuresOf([step], 'PS3.18 10.5'));
        continue;
      }
      const at = refOf(exchange.sent);
      const payload = (Array.isArray(exchange.json) ? exchange.json[0] : exchange.json) as Json | undefined;
      const said = itemsOf(payload, '00081199').map((item) => first(item, '00081155') ?? '');
      const sent = archived.archive.sent.filter((each) => each.via === 'STOW-RS' && isWithin(step)(each));
      const isIn = ({ sopInstanceUid }: { sopInstanceUid: string }) => listed.has(sopInstanceUid);
      const lawful = lawfulStatus(step.step, [...said, ...sent.filter(isIn).map((each) => each.sopInstanceUid)]);
      if (exchange.status !== lawful)
        findings.push(
          finding(
            'PS3.18 10.5.3',
            `STOW-RS is answered ${exchange.status ?? 'nothing'}, not ${lawful ?? 'something else'}, though ${MEANING[step.step]}${step.step === 'stow-some' && lawful === 202 ? ' and the other was stored' : ''}.`,
            at,
          ),
        );
      if (step.step === 'stow-all' && exchange.status === 200) {
        const lost = sent.filter((each) => !isIn(each));
        if (lost.length > 0)
          findings.push(
            finding(
              'PS3.18 10.5',
              `STOW-RS was answered 200, and ${lost.length} of ${sent.length} instances are not listed.`,
              at,
            ),
          );
        if (payload && sent.some(({ sopInstanceUid }) => !said.includes(sopInstanceUid)))
          findings.push(
            finding('PS3.18 10.5.3', 'The answer leaves instances out of the Referenced SOP Sequence.', at),
          );
      }
      if (step.step !== 'stow-all' && itemsOf(payload, '00081198').length === 0 && exchange.status !== undefined)
        findings.push(
          finding('PS3.18 10.5.3', `The answer names no failed instance, though ${MEANING[step.step]}.`, at),
        );
    }
    return decide(
      findings,
      'STOW-RS answered 200, 202 and 409 as it should, and what it took is listed.',
      exchanges.map(({ sent }) => refOf(sent)),
    );
  }),
};
