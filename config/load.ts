import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ActorName } from '../model/actors';
import type { ConsumerAccess } from '../model/consumer';
import type { RisAccess } from '../model/ris-access';
import type { SutConfig, SutEndpoints } from '../model/sut';
import { ARCHIVE_DEFAULTS } from '../model/archive';
import { checkPrimitives } from './air-sense';
import { checkArchive } from './archive-sense';
import { DEFAULT_ACQUISITION, DEFAULTS, VIEWER_TIMEOUT } from './defaults';
import { harnessPorts, portAt } from './harness-ports';
import { merge } from './merge';
import { CONSUMER_DEFAULTS, RIS_DEFAULTS } from './ris-defaults';
import { checkRis } from './ris-sense';
import { sutSchema } from './sut.schema';
import { compileSchema, ConfigError, readYamlFile, readYamlText, type ConfigProblem, type YamlFile } from './yaml-file';

/**
 * Reads and checks sut.yaml. Paths in it are relative to it and come back absolute. Throws {@link ConfigError} that
 * names line, key and fix of every problem.
 */
export function loadSutConfig(file: string): SutConfig {
  return configOf(readYamlFile(file, VALIDATE()));
}

/** The same for the text of a sut.yaml, as if it lay at `file`. */
export function readSutConfig(text: string, file: string): SutConfig {
  return configOf(readYamlText(text, file, VALIDATE()));
}

let compiled: ReturnType<typeof compileSchema> | undefined;
const VALIDATE = () => (compiled ??= compileSchema(sutSchema));

function configOf(yaml: YamlFile): SutConfig {
  const { file } = yaml;
  const config = merge<unknown>(defaultsFor(yaml.content), yaml.content) as SutConfig;
  if (config.actor === 'pacs') config.archive = merge(ARCHIVE_DEFAULTS, config.archive);
  if (config.actor === 'ris') config.ris = risOf(config, dirname(resolve(file)));
  const folder = dirname(resolve(file));
  const problems: ConfigProblem[] = [];
  resolveFiles(config, folder, yaml, problems);
  checkSense(config, yaml, problems);
  if (problems.length > 0) throw new ConfigError(file, problems);
  return config;
}

/** Of products that analyse nothing; the schema asks it of an AI platform. */
const NO_ANALYSIS: Pick<SutConfig, 'intendedUse' | 'algorithms'> = {
  intendedUse: { description: '', modalities: [], bodyParts: [] },
  algorithms: [],
};

/** A scanner makes its own images, so no study is sent to it. */
export function defaultsFor(content: unknown): object {
  const common = { ...DEFAULTS, ...NO_ANALYSIS };
  const { actor } = content as Partial<SutConfig>;
  return actor === 'scanner' ? { ...common, studies: {}, acquisition: DEFAULT_ACQUISITION } : common;
}

/** A file that a consumer writes is named relative to sut.yaml; it need not be there yet. */
function risOf({ ris }: SutConfig, folder: string): RisAccess {
  const access = merge(RIS_DEFAULTS, ris);
  if (!access.consumer) return access;
  const consumer = merge<ConsumerAccess>(CONSUMER_DEFAULTS as ConsumerAccess, access.consumer);
  if ('file' in consumer) consumer.file = resolve(folder, consumer.file);
  return { ...access, consumer };
}

/** Without these nothing can be tried. */
function neededEndpoints({ actor, capabilities }: SutConfig): (keyof SutEndpoints)[] {
  const needed: Record<ActorName, (keyof SutEndpoints)[]> = {
    'ai-platform': ['dimse', 'mllp'],
    ris: ['dimse', 'mllp'],
    pacs: ['dimse'],
    // A scanner is called for nothing but the storage commitment report.
    scanner: capabilities.storageCommitment ? ['dimse'] : [],
  };
  return needed[actor];
}

function resolveFiles(config: SutConfig, folder: string, yaml: YamlFile, problems: ConfigProblem[]): void {
  const check = (path: (string | number)[], value: string, kind: 'file' | 'folder'): string => {
    const absolute = resolve(folder, value);
    try {
      accessSync(absolute, constants.R_OK);
      const isFolder = statSync(absolute).isDirectory();
      if (isFolder !== (kind === 'folder')) throw new Error(`it is a ${isFolder ? 'folder' : 'file'}`);
    } catch (error) {
      const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is none' : (error as Error).message;
      problems.push({
        line: yaml.lineOf(path),
        path,
        message: `"${path.join('.')}" names the ${kind} ${absolute}, but ${why}. Correct the path (relative to this file).`,
      });
    }
    return absolute;
  };
  for (const key of ['certificate', 'key', 'ca'] as const) {
    if (config.tls?.[key] !== undefined) config.tls[key] = check(['tls', key], config.tls[key], 'file');
  }
  if (config.attestations !== undefined) config.attestations = check(['attestations'], config.attestations, 'file');
  if (config.viewer) {
    const { viewer } = config;
    viewer.timeout ??= VIEWER_TIMEOUT;
    if (viewer.pages !== 'ohif') viewer.pages = check(['viewer', 'pages'], viewer.pages, 'file');
    if (viewer.ohif !== undefined) viewer.ohif = resolve(folder, viewer.ohif);
  }
  for (const [kind, sources] of Object.entries(config.studies)) {
    sources.forEach((source, index) => {
      if (!source.source.startsWith('synthetic:')) {
        source.source = check(['studies', kind, index, 'source'], source.source, 'folder');
      }
    });
  }
}

function checkSense(config: SutConfig, yaml: YamlFile, problems: ConfigProblem[]): void {
  const add = (path: (string | number)[], message: string) => problems.push({ line: yaml.lineOf(path), path, message });
  const { tls } = config.capabilities;
  if ((tls.dimse || tls.mllp || tls.http) && !(config.tls?.certificate && config.tls.key && config.tls.ca)) {
    add(
      ['capabilities', 'tls'],
      '"capabilities.tls" declares TLS, so "tls" must name certificate, key and ca (PEM files). "airworthy certificates" makes a set for testing.',
    );
  }
  const { minAgeYears, maxAgeYears } = config.intendedUse;
  if (minAgeYears !== undefined && maxAgeYears !== undefined && minAgeYears > maxAgeYears) {
    add(
      ['intendedUse', 'minAgeYears'],
      '"intendedUse.minAgeYears" is above "intendedUse.maxAgeYears". Swap or correct them.',
    );
  }
  const taken = new Map<number, string>();
  for (const path of Object.values(harnessPorts(config))) {
    const value = portAt(config.harness, path);
    const name = `harness.${path.join('.')}`;
    const other = taken.get(value);
    if (value !== 0 && other)
      add(['harness', ...path], `"${name}" and "${other}" are both ${value}. Give each its own port.`);
    taken.set(value, name);
  }
  for (const endpoint of neededEndpoints(config)) {
    if (config.endpoints?.[endpoint] === undefined) {
      add(['endpoints'], `"endpoints.${endpoint}" is missing: say where the ${config.actor} listens for it.`);
    }
  }
  if (config.pacs.launcher === 'existing' && (!config.pacs.host || !config.pacs.dimsePort)) {
    add(['pacs', 'launcher'], '"pacs.launcher: existing" needs "pacs.host" and "pacs.dimsePort".');
  }
  checkArchive(config, add);
  checkRis(config, add);
  if (config.acquisition?.start === 'command' && config.acquisition.command === undefined) {
    add(
      ['acquisition', 'start'],
      '"acquisition.start: command" needs "acquisition.command": what to run on this machine to have an exam made.',
    );
  }
  if (config.actor !== 'ai-platform') return;
  checkPrimitives(config, add);
  if (config.capabilities.resultStorage === 'c-store' && config.capabilities.carriers.length === 0) {
    add(['capabilities', 'carriers'], '"capabilities.carriers" is empty: say what kinds of result the product stores.');
  }
}
