import type { Bench, FromWorker, JobName, ToWorker, Work } from './messages';

/** Only what a job needs is loaded. */
const WORKS: { [N in JobName]: () => Promise<Work<N>> } = {
  forms: async () => (await import('../products/forms.js')).makeForms,
  run: async () => (await import('../runs/run-work.js')).performRun,
  'unpack-studies': async () => (await import('../studies/unpack.js')).unpackStudies,
  picture: async () => (await import('../traffic/picture-work.js')).drawPicture,
  export: async () => (await import('../reports/works.js')).exportForm,
  compare: async () => (await import('../reports/works.js')).compare,
  pack: async () => (await import('../reports/works.js')).pack,
  sign: async () => (await import('../reports/works.js')).sign,
  verify: async () => (await import('../reports/works.js')).verify,
  certify: async () => (await import('../reports/works.js')).certifyRun,
  trend: async () => (await import('../reports/trend-work.js')).makeTrend,
  displays: async () => (await import('../attest/works.js')).displays,
  look: async () => (await import('../attest/works.js')).look,
  send: async () => (await import('../attest/works.js')).send,
  answer: async () => (await import('../attest/works.js')).answer,
  renew: async () => (await import('../attest/works.js')).renew,
  doctor: async () => (await import('../products/doctor-work.js')).performDoctor,
};

/** How long a stopped job may take to close its sockets before the process leaves all the same. */
const LEAVE_AFTER_MS = 15_000;

/** A process that does one job and leaves. */
function main(): void {
  const abort = new AbortController();
  let hear: ((told: unknown) => void) | undefined;
  const stop = () => {
    abort.abort();
    setTimeout(() => process.exit(1), LEAVE_AFTER_MS).unref();
  };
  const bench = {
    tell: (news: unknown) => send({ news }),
    onTold: (listener: (told: unknown) => void) => (hear = listener),
    signal: abort.signal,
  };
  process.on('message', (message: ToWorker) => {
    if (message === 'stop') stop();
    else if ('told' in message) hear?.(message.told);
    else void work(message.job, message.ask, bench as unknown as Bench<JobName>);
  });
  // The console is gone, however it went.
  process.on('disconnect', stop);
  // Ctrl-C reaches the whole group; the console says what is to be done.
  process.on('SIGINT', () => undefined);
}

async function work(job: JobName, ask: unknown, bench: Bench<JobName>): Promise<void> {
  let last: FromWorker;
  try {
    const perform = (await WORKS[job]()) as (ask: unknown, bench: Bench<JobName>) => Promise<unknown>;
    last = { answer: await perform(ask, bench) };
  } catch (error) {
    last = { error: (error as Error).message };
  }
  send(last, () => process.exit(0));
  if (!process.connected) process.exit(1);
}

function send(message: FromWorker, then: () => void = () => undefined): void {
  if (process.connected) process.send?.(message, then);
}

main();
