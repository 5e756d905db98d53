import { AIR_KINDS } from '../../model/archive';
import type { Check, Finding } from '../../model/check';
import type { ScenarioRecord } from '../../model/record';
import { decide, finding, instanceRef, nothingSeen, refOf } from './reading';

/** What the product's own viewer did at the archive of the harness. */
function traffic({ archive }: ScenarioRecord) {
  const finds = archive?.finds.filter(({ by }) => by === 'sut') ?? [];
  const retrieves = archive?.retrieves.filter(({ by }) => by === 'sut') ?? [];
  const web = archive?.web.filter(({ by }) => by === 'sut') ?? [];
  return { finds, retrieves, web, received: retrieves.flatMap(({ received }) => received) };
}

const expired = ({ events }: ScenarioRecord) =>
  events.find((event) => event.kind === 'wait' && /^the display/.test(event.what));

function webUids(record: ScenarioRecord): Set<string> {
  return new Set(traffic(record).web.flatMap(({ instances }) => instances.map(({ object }) => object.sopClassUid)));
}

export const displayFetches: Check = {
  id: 'pacs/display-fetches',
  title: 'The display finds and fetches the results of a study by itself',
  clause: 'AIR RAD-137/138',
  judge(record) {
    const { finds, retrieves, web, received } = traffic(record);
    const wait = expired(record);
    if (!wait) return nothingSeen('No study was offered to the display.');
    const searched = finds.length > 0 || web.some(({ target }) => /\/(studies|series|instances)(\?|$)/.test(target));
    const fetched = received.some(({ accepted }) => accepted) || web.some(({ instances }) => instances.length > 0);
    if (!searched && !fetched)
      return nothingSeen('The display did not come to the archive at all: was the study opened in it?');
    const findings: Finding[] = [];
    const at = { event: wait.seq };
    if (!searched) findings.push(finding('AIR RAD-137', 'The display retrieved without having queried.', at));
    if (!fetched) findings.push(finding('AIR RAD-138', 'The display queried, and fetched nothing.', at));
    return decide(findings, 'The display queried the archive and fetched results.', [
      ...finds.map(({ sent }) => refOf(sent)),
      ...retrieves.map(({ sent }) => refOf(sent)),
      ...web.map(({ sent }) => refOf(sent)),
    ]);
  },
};

export const displayTakesAllKinds: Check = {
  id: 'pacs/display-takes-all-kinds',
  title: 'The display fetches and takes all four object kinds',
  clause: 'AIR IOD list',
  judge(record) {
    const { received, finds, web } = traffic(record);
    const wait = expired(record);
    const byWeb = webUids(record);
    if (!wait || (received.length === 0 && byWeb.size === 0 && finds.length === 0))
      return nothingSeen('The display did not come to the archive at all: was the study opened in it?');
    const taken = new Set([
      ...byWeb,
      ...received.filter(({ accepted }) => accepted).map(({ sopClassUid }) => sopClassUid),
    ]);
    const findings = AIR_KINDS.filter(({ sopClassUid }) => !taken.has(sopClassUid)).map(({ name }) =>
      finding('AIR IOD list', `The display did not fetch and take the ${name}.`, { event: wait.seq }),
    );
    return decide(findings, 'The display took all four kinds.', [
      ...received.map((each) => instanceRef(each)),
      ...web.filter(({ instances }) => instances.length > 0).map(({ sent }) => refOf(sent)),
    ]);
  },
};
