import { parse } from 'yaml';
import { readSutConfig } from '../../../config/load';
import { ConfigError } from '../../../config/yaml-file';
import type { SutConfig } from '../../../model/sut';
import type { ProductReading } from '../../contract';

/** What a sut.yaml says and what is wrong with it, as if it lay at `file`. Never throws for what is in it. */
export function readProduct(yaml: string, file: string): ProductReading & { config?: SutConfig } {
  const value = valueOf(yaml);
  try {
    return { yaml, value, problemList: [], config: readSutConfig(yaml, file) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const problemList = error.problems.map(({ line, path = [], message }) => ({ line, path, message }));
    return { yaml, value, problemList };
  }
}

/** What the YAML says; undefined where it is none. */
export function valueOf(yaml: string): unknown {
  try {
    return parse(yaml, { maxAliasCount: 100, logLevel: 'silent' }) as unknown;
  } catch {
    return undefined;
  }
}
