import { existsSync, statSync } from 'node:fs';
import { FileSource } from '../../evidence/file-source';
import { Pack } from '../../evidence/pack/reader';
import { folderSource, packSource, type RunSource } from '../run-source';
import { verifyPack } from './verify-pack';

/** A run folder, or a pack that holds what it claims. @throws Error with a sentence where it is neither */
export function openRun(path: string): RunSource {
  if (!existsSync(path)) throw new Error(`${path} is not there. Give run folders or packs.`);
  if (statSync(path).isDirectory()) return folderSource(path);
  const source = new FileSource(path);
  const { findings } = verifyPack(source, path, []);
  const failed = findings.find(({ held }) => held === false);
  if (failed) throw new Error(`${path} is not what it claims to be. ${failed.sentence}`);
  return packSource(Pack.open(source), path);
}
