import { DicomWebClient } from '../../protocols/dicomweb/client';
import type { StudyInstance } from '../../fixtures/studies';
import { LINK } from '../harness/links';
import type { OpenCase, Session } from '../session';
import { archiveStep } from './archive-step';

const KEYS = ['ContributingEquipmentSequence', 'ConceptNameCodeSequence', 'SOPClassUID', 'InstanceNumber'];

/** What is asked of an archive over DICOMweb, as the harness. */
export class ArchiveWeb {
  constructor(private readonly session: Session) {}

  /** QIDO-RS at all three levels, with attributes of results beside the usual ones. */
  async search(opened: OpenCase): Promise<void> {
    const { studyInstanceUid } = opened.exam;
    await this.step(opened, 'qido', async (client) => {
      await client.searchForStudies({ StudyInstanceUID: studyInstanceUid, includefield: ['ModalitiesInStudy'] });
      await client.searchForSeries(studyInstanceUid);
      await client.searchForInstances({ studyInstanceUid }, { includefield: KEYS });
    });
  }

  /** WADO-RS of the study, of a series and of an instance, and metadata. */
  async retrieve(opened: OpenCase, series: string, instance: string): Promise<void> {
    const { studyInstanceUid } = opened.exam;
    await this.step(opened, 'wado', async (client) => {
      await client.retrieve({ studyInstanceUid }, () => undefined);
      await client.retrieve({ studyInstanceUid, seriesInstanceUid: series }, () => undefined);
      await client.retrieve({ studyInstanceUid, seriesInstanceUid: series, sopInstanceUid: instance }, () => undefined);
      await client.retrieveMetadata({ studyInstanceUid });
    });
  }

  /** `study`: the one in the address of the request. */
  async store(opened: OpenCase, what: string, instances: readonly StudyInstance[], study: string): Promise<void> {
    await this.step(opened, what, (client) =>
      client.store(
        instances.map(({ bytes }) => bytes),
        study,
      ),
    );
  }

  private async step(
    opened: OpenCase,
    step: string,
    work: (client: DicomWebClient) => Promise<unknown>,
  ): Promise<void> {
    const { harness, config } = this.session;
    const { host, port } = harness.taps.address(LINK.harnessToPacsWeb);
    const path = (harness.sut.dicomWeb?.path ?? '').replace(/\/$/, '');
    const client = new DicomWebClient({
      // The tap ends TLS towards the product.
      peer: { baseUrl: `http://${host}:${port}${path}` },
      timeoutMs: config.timeouts.exchange * 1000,
      from: 'The harness',
    });
    await archiveStep(this.session, opened, step, {}, () => work(client));
  }
}
