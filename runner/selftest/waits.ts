import type { SutConfig, Timeouts } from '../../model/sut';
import type { Job } from './contract';

/**
 * How long a job waits for its actor, each wait longer by `patience`. A spoilt actor often stays silent, so its waits are the
 * short ones. A lawful variant says all that it should: to wait longer for it costs nothing, and it has the longer of both.
 */
export function withWaits(config: SutConfig, short: Timeouts, kind: Job['kind'], patience: number): SutConfig {
  const { ris, acquisition } = config;
  return {
    ...config,
    timeouts: longer(kind === 'variant' ? longest(config.timeouts, short) : short, patience),
    ...(ris ? { ris: longerRis(ris, patience) } : {}),
    ...(acquisition ? { acquisition: { ...acquisition, deadline: acquisition.deadline * patience } } : {}),
  };
}

function longest(a: Timeouts, b: Timeouts): Timeouts {
  const { retention } = a;
  return {
    notice: Math.max(a.notice, b.notice),
    settle: Math.max(a.settle, b.settle),
    quiet: Math.max(a.quiet, b.quiet),
    recovery: Math.max(a.recovery, b.recovery),
    exchange: Math.max(a.exchange, b.exchange),
    ...(retention === undefined ? {} : { retention }),
  };
}

/** The declared retention is a property of the product, not of the machine. */
function longer(timeouts: Timeouts, factor: number): Timeouts {
  const { notice, settle, quiet, recovery, exchange } = timeouts;
  return {
    ...timeouts,
    notice: notice * factor,
    settle: settle * factor,
    quiet: quiet * factor,
    recovery: recovery * factor,
    exchange: exchange * factor,
  };
}

/** What must be done before the RIS opens an exam without AI is done by this machine, too. */
function longerRis(ris: NonNullable<SutConfig['ris']>, factor: number): SutConfig['ris'] {
  const { aiTimeout, worklist, consumer } = ris;
  return {
    ...ris,
    ...(aiTimeout === undefined ? {} : { aiTimeout: aiTimeout * factor }),
    worklist: { ...worklist, settle: worklist.settle * factor },
    ...(consumer ? { consumer: { ...consumer, settle: consumer.settle * factor } } : {}),
  };
}
