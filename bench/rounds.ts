import { measured, median } from './measured';

/** Medians of the rounds. */
export interface Timed {
  seconds: number;
  /** Processor time of this process meanwhile, seconds: it does not depend on what else the machine does. */
  cpu: number;
}

/** What counts of a work that goes on after it. */
export class Counted {
  constructor(readonly seconds: number) {}
}

/**
 * Does all works one after the other, so many times: what else the machine does meets each of them alike.
 * @param works each may give what counts of it; else all of it does. Its processor time is always that of all of it
 */
export async function inTurn<Name extends string>(
  rounds: number,
  works: Record<Name, () => Promise<unknown>>,
  /** Called before each, outside its time. */
  ready: (name: NoInfer<Name>) => void = () => undefined,
): Promise<Record<Name, Timed>> {
  const names = Object.keys(works) as Name[];
  const all = new Map<Name, Timed[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const name of names) {
      ready(name);
      const cpu = process.cpuUsage();
      const begun = performance.now();
      const counted = await works[name]();
      const seconds = counted instanceof Counted ? counted.seconds : (performance.now() - begun) / 1000;
      const { user, system } = process.cpuUsage(cpu);
      all.get(name)?.push({ seconds, cpu: (user + system) / 1e6 });
    }
  const middle = (name: Name): Timed => ({
    seconds: median((all.get(name) ?? []).map(({ seconds }) => seconds)),
    cpu: median((all.get(name) ?? []).map(({ cpu }) => cpu)),
  });
  return Object.fromEntries(names.map((name) => [name, middle(name)])) as Record<Name, Timed>;
}

/** Prints each beside the first, by the rate at which `bytes` went through, and hands on those that have something to reach. */
export function printRates<Name extends string>(
  bytes: number,
  timed: Record<Name, Timed>,
  least: Partial<Record<Name, number>>,
): void {
  const names = Object.keys(timed) as Name[];
  const peer = timed[names[0] as Name];
  for (const name of names) {
    const { seconds, cpu } = timed[name];
    const ratio = peer.seconds / seconds;
    const rate = `${(bytes / 1e6 / seconds).toFixed(0).padStart(5)} MB/s`;
    const own = `${(cpu / (bytes / 1e9)).toFixed(2)} CPU s/GB here`;
    console.log(
      `${name.padEnd(48)} ${seconds.toFixed(2).padStart(6)} s ${rate}   ${ratio.toFixed(2)} of its rate   ${own}`,
    );
    if (name !== names[0])
      measured({ what: `${name}, rate to ${names[0]}`, value: ratio, unit: 'x', least: least[name] });
  }
}

/** Prints when the record was whole, beside the peer that records nothing. */
export function printRecorded(seconds: number, peer: number): void {
  console.log(`\nThe record was whole after ${seconds.toFixed(2)} s`);
  // A time, of which less is better: it does not belong among the rates.
  measured({ what: 'until all is recorded, to the time of the peer', value: seconds / peer, unit: 'x as long' });
}
