import { readFileSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../../model/actors';
import { counted } from '../../../model/counted';
import { readDicom } from '../../../model/dicom/reader';
import type { ResourcePath } from '../../../protocols/dicomweb/client';
import type { DicomJson } from '../../../protocols/dicomweb/dicom-json';
import type { Archive, ArchivedInstance, SearchRequest, StoreResult } from '../../../protocols/dicomweb/server/archive';
import type { Written } from '../../../protocols/dimse/types';
import type { PacsHooks } from '../mutants/types';
import { type Header, headerOf, type Problem, readHeaderIn, readHeaderOf } from './header';
import { IndexDatabase, type IndexRow } from './index-database';
import { InstanceFiles } from './instance-files';
import { searchIndex } from './search-index';
import { STORE_STATUS } from './store-status';

/** What the request that brought an instance said of it. */
export interface Claimed {
  sopClassUid: string;
  sopInstanceUid: string;
}

/** A file whose content is on its way to the disk; `onDisk` resolves with its length when it survives a power cut. */
interface Going {
  written: Written;
  onDisk: Promise<number>;
}

/**
 * Instances on disk, exactly as they were received, with an index beside them. The files are the truth: an index that
 * is missing, spoilt or behind is made good from them when the archive is opened.
 */
export class DiskArchive implements Archive {
  readonly #files: InstanceFiles;
  readonly #index: IndexDatabase;
  readonly #aeTitle: string;
  readonly #log: Logger;
  readonly #hooks: PacsHooks;
  /** The same instance sent twice at once is stored one after the other. */
  readonly #storing = new Map<string, Promise<unknown>>();
  /** Of those of which the rest is still coming. */
  readonly #headers = new WeakMap<Written, Header | Problem>();

  private constructor(files: InstanceFiles, index: IndexDatabase, aeTitle: string, log: Logger, hooks: PacsHooks) {
    this.#files = files;
    this.#index = index;
    this.#aeTitle = aeTitle;
    this.#log = log;
    this.#hooks = hooks;
  }

  static async open(folder: string, aeTitle: string, log: Logger, hooks: PacsHooks = {}): Promise<DiskArchive> {
    const files = new InstanceFiles(folder);
    if (files.leftOver > 0)
      log.info(`Removed ${counted(files.leftOver, 'file')} that had not come whole when the PACS was killed`);
    const { index, fresh } = IndexDatabase.open(join(folder, 'index.sqlite'));
    const archive = new DiskArchive(files, index, aeTitle, log, hooks);
    const found = await archive.#reconcile();
    if (fresh && found > 0) log.info(`The index was made anew from ${found} stored instances`);
    return archive;
  }

  close(): void {
    this.#index.close();
  }

  search(request: SearchRequest): DicomJson[] {
    return searchIndex(this.#index, request, this.#aeTitle);
  }

  instances({ studyInstanceUid, seriesInstanceUid, sopInstanceUid }: Partial<ResourcePath>): ArchivedInstance[] {
    return this.#rows({
      ...(studyInstanceUid ? { '0020000D': [studyInstanceUid] } : {}),
      ...(seriesInstanceUid ? { '0020000E': [seriesInstanceUid] } : {}),
      ...(sopInstanceUid ? { '00080018': [sopInstanceUid] } : {}),
    });
  }

  /** By tags of the unique keys, each with the values that are allowed. */
  instancesBy(exact: Record<string, readonly string[]>): ArchivedInstance[] {
    return this.#rows(exact);
  }

  /** The SOP Class of a stored instance. */
  sopClassOf(sopInstanceUid: string): string | undefined {
    return this.#index.has(sopInstanceUid)?.sop_class_uid;
  }

  /** For what is being received: on the same disk as what is kept, and emptied when the archive is opened. */
  get incomingFolder(): string {
    return this.#files.incomingFolder;
  }

  incomingFile(): string {
    return this.#files.incoming();
  }

  async discard(file: string): Promise<void> {
    await this.#files.discard(file);
  }

  /** As the DICOMweb server sees it: spoilt, where the PACS is a mutant. */
  forWeb(): Archive {
    const { search, web, stow } = this.#hooks;
    if (!search && !web && !stow) return this;
    return {
      search: (request) => search?.(this.search(request)) ?? this.search(request),
      instances: (resource) =>
        web ? this.instances(resource).map((each) => respoilt(each, web)) : this.instances(resource),
      incomingFile: () => this.incomingFile(),
      discard: (file) => this.discard(file),
      storeFile: async (file, study) => {
        if (stow !== 'drops') return this.storeFile(file, stow === 'takes-other-studies' ? undefined : study);
        const header = readHeaderOf(file);
        await this.#files.discard(file);
        const uids =
          'problem' in header
            ? { sopClassUid: '', sopInstanceUid: '', studyInstanceUid: '', seriesInstanceUid: '' }
            : header;
        return { ...uids, status: STORE_STATUS.success };
      },
    };
  }

  /** Stores a Part 10 file that came by C-STORE. */
  async storeBytes(bytes: Uint8Array, claimed: Claimed): Promise<StoreResult> {
    const file = this.#files.incoming();
    try {
      await this.#files.write(file, bytes);
    } catch (error) {
      return this.#outOfResources(file, claimed, error);
    }
    return this.#take(file, undefined, claimed, () => headerOf(readDicom(bytes, { skipPixelData: true })));
  }

  /** Reads the header of what is coming by C-STORE: the time of the sender's is used for it. */
  begins(written: Written): void {
    const header = readHeaderIn(written.beginning);
    if (header) this.#headers.set(written, header);
  }

  /** Takes a file over that came by C-STORE. */
  async storeWritten(file: string, written: Written, claimed: Claimed): Promise<StoreResult> {
    // A mutant writes the file once more.
    if (this.#hooks.keep) return this.#take(file, undefined, claimed, () => readHeaderOf(file));
    // The disk is at work while the header is read.
    const onDisk = written.toDisk();
    const over = onDisk.catch(() => undefined);
    const read = (): Header | Problem =>
      this.#headers.get(written) ?? readHeaderIn(written.beginning) ?? readHeaderOf(file);
    const result = await this.#take(file, undefined, claimed, read, { written, onDisk });
    await over;
    return result;
  }

  async storeFile(file: string, study: string | undefined): Promise<StoreResult> {
    return this.#take(file, study, undefined, () => readHeaderOf(file));
  }

  async #take(
    file: string,
    study: string | undefined,
    claimed: Claimed | undefined,
    read: () => Header | Problem,
    going?: Going,
  ): Promise<StoreResult> {
    let moved = false;
    try {
      const header = read();
      if ('problem' in header) {
        this.#log.warn(`An instance was refused: ${header.problem}`);
        return { ...unknown(claimed), status: STORE_STATUS.cannotUnderstand };
      }
      const { sopClassUid, sopInstanceUid, studyInstanceUid, seriesInstanceUid } = header;
      const answer = (status: number): StoreResult => {
        return { sopClassUid, sopInstanceUid, studyInstanceUid, seriesInstanceUid, status };
      };
      const misplaced = study !== undefined && studyInstanceUid !== study;
      const misnamed =
        claimed !== undefined && (claimed.sopClassUid !== sopClassUid || claimed.sopInstanceUid !== sopInstanceUid);
      if (misplaced || misnamed) {
        const what = misplaced ? `it belongs to study ${studyInstanceUid}` : 'its request names another object';
        this.#log.warn(`Instance ${sopInstanceUid} was refused: ${what}`);
        return answer(STORE_STATUS.doesNotMatch);
      }
      const kept = await this.#spoilt(file, header);
      if (kept !== undefined) return answer(kept);
      const changed = this.#hooks.keep ? readHeaderOf(file) : header;
      moved = await this.#oneAtATime(sopInstanceUid, () =>
        this.#keep(file, 'problem' in changed ? header : changed, going),
      );
      return answer(STORE_STATUS.success);
    } catch (error) {
      return this.#outOfResources(file, claimed, error);
    } finally {
      if (moved) going?.written.movedAway();
      else await this.#files.discard(file);
    }
  }

  /**
   * PS3.4 B.2.3: the same SOP Instance UID is the same object, so the first one stays and sending again succeeds.
   * Returns whether this one was moved to its place.
   */
  async #keep(file: string, header: Header, going?: Going): Promise<boolean> {
    const name = this.#files.nameOf(header.sopInstanceUid);
    const known = this.#files.has(name) && this.#index.has(header.sopInstanceUid);
    if (known && this.#hooks.overwrites) this.#index.remove(header.sopInstanceUid);
    else if (known) {
      this.#log.info(`Instance ${header.sopInstanceUid} was sent again; the first one stays`);
      return false;
    }
    const { bytes, safe } = await this.#files.keep(file, name, going?.onDisk);
    try {
      // While the folder goes to the disk.
      this.#index.add(header, name, bytes);
    } finally {
      await safe.catch((error: unknown) => {
        this.#index.remove(header.sopInstanceUid);
        throw error;
      });
    }
    return true;
  }

  /** Where the PACS is a mutant: changes the file before it is kept, or says with which status it is not. */
  async #spoilt(file: string, header: Header): Promise<number | undefined> {
    const { keep } = this.#hooks;
    if (!keep) return undefined;
    const { sopClassUid, sopInstanceUid, transferSyntaxUid } = header;
    const kept = await keep({ sopClassUid, sopInstanceUid, transferSyntaxUid, bytes: await readFile(file) });
    if (kept === undefined) return STORE_STATUS.success;
    if (typeof kept === 'number') return kept;
    await writeFile(file, kept);
    return undefined;
  }

  async #outOfResources(file: string, claimed: Claimed | undefined, error: unknown): Promise<StoreResult> {
    this.#log.error(`An instance could not be stored: ${(error as Error).message}`);
    await this.#files.discard(file);
    return { ...unknown(claimed), status: STORE_STATUS.outOfResources };
  }

  async #oneAtATime<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#storing.get(key) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(work);
    this.#storing.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.#storing.get(key) === mine) this.#storing.delete(key);
    }
  }

  /** Adds files that the index does not know and forgets rows whose files are gone. Returns how many files there are. */
  async #reconcile(): Promise<number> {
    const known = this.#index.files();
    const found = this.#files.list();
    for (const { name, bytes } of found) {
      if (known.delete(name)) continue;
      const header = readHeaderOf(this.#files.absolute(name));
      if ('problem' in header) this.#log.warn(`${name} is not indexed: ${header.problem}`);
      else this.#index.add(header, name, bytes);
    }
    for (const [name, sopInstanceUid] of known) {
      this.#log.warn(`${name} is gone from the storage and was taken out of the index`);
      this.#index.remove(sopInstanceUid);
    }
    return found.length;
  }

  #rows(exact: Record<string, readonly string[]>): ArchivedInstance[] {
    return this.#index.instances(exact).map((row) => this.#archived(row));
  }

  #archived(row: IndexRow): ArchivedInstance {
    return {
      sopClassUid: row.sop_class_uid,
      sopInstanceUid: row.sop_instance_uid,
      seriesInstanceUid: row.series_instance_uid,
      studyInstanceUid: row.study_instance_uid,
      transferSyntaxUid: row.transfer_syntax_uid,
      file: this.#files.absolute(row.file),
      bytes: row.bytes,
    };
  }
}

function unknown(claimed: Claimed | undefined): Omit<StoreResult, 'status'> {
  return { sopClassUid: '', sopInstanceUid: '', ...claimed, studyInstanceUid: '', seriesInstanceUid: '' };
}

/** Beside the stored file, so that what DIMSE gives out stays as it is. */
function respoilt(instance: ArchivedInstance, web: (bytes: Buffer) => Buffer): ArchivedInstance {
  const bytes = web(readFileSync(instance.file));
  const file = `${instance.file}.web`;
  writeFileSync(file, bytes);
  return { ...instance, file, bytes: bytes.length };
}
