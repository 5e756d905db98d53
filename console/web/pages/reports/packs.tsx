import { useRead, useSend } from '../../api/queries';
import { useMay } from '../../api/session';
import { ChooseFile } from '../../parts/choose-file';
import { Empty } from '../../parts/empty';
import { Listed } from '../../parts/listed';
import { Problem } from '../../parts/notice';
import { Page } from '../../parts/page';
import { PackList } from './pack-list';
import { ReportPlaces } from './places';

export default function PacksPage() {
  const may = useMay('operator');
  const { data: packs, error } = useRead('packs.list');
  const add = useSend('packs.add', ['packs.list']);
  const addButton = may && (
    <ChooseFile
      label="Pack"
      accept=".zip"
      words={add.isPending ? 'Adding' : 'Add a pack'}
      busy={add.isPending}
      onChosen={(chosen) =>
        add.mutate({ query: { name: chosen.name }, raw: { type: 'application/zip', data: chosen } })
      }
    />
  );
  return (
    <Page
      title="Evidence packs"
      lead="Packs made of runs here, and packs that others gave you."
      actions={packs && packs.length > 0 ? addButton : undefined}
    >
      <ReportPlaces />
      <div className="stack">
        {add.error && <Problem error={add.error} title="The pack was not added" />}
        <Listed
          items={packs}
          error={error}
          what="packs"
          empty={
            <Empty title="No packs yet" action={addButton}>
              Make a pack from the report of a run. If a supplier has given you one, add it here to verify and compare
              it.
            </Empty>
          }
        >
          {(list) => (
            <div className="card">
              <PackList packs={list} />
            </div>
          )}
        </Listed>
      </div>
    </Page>
  );
}
