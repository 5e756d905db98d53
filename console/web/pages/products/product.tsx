import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { ActorForm, Product } from '../../../contract';
import { urlOf } from '../../api/call';
import { useRead, useSend } from '../../api/queries';
import { useMay } from '../../api/session';
import { useAnnounce } from '../../parts/announce';
import { Loading } from '../../parts/empty';
import { Icon } from '../../parts/icon';
import { Notice, Problem } from '../../parts/notice';
import { Page } from '../../parts/page';
import { shownText } from '../../parts/shown';
import { Tabs } from '../../parts/tabs';
import { count } from '../../parts/words';
import { useDraft } from './draft';
import { Files } from './files';
import { Links } from './links';
import { ProblemList } from './problem-list';
import { ProductForm } from './product-form';
import { YamlText } from './yaml-text';
import './product.css';

type Part = 'form' | 'text' | 'files' | 'links';

export default function ProductPage({ product: id }: { product: string }) {
  const [part, setPart] = useState<Part>('form');
  const { data: product, error } = useRead('products.read', { params: { product: id } });
  const { data: forms, error: noForms } = useRead('actors.list');
  const problem = error ?? noForms;
  if (!product || !forms) {
    return <Page title="Product">{problem ? <Problem error={problem} /> : <Loading what="the product" />}</Page>;
  }
  return (
    <Page
      title={product.product === '' ? 'A new product' : `${shownText(product.product)} ${shownText(product.version)}`}
      lead={product.vendor === '' ? undefined : shownText(product.vendor)}
      actions={<ProductActions product={product} />}
    >
      <ProductEditor key={product.revision} product={product} forms={forms} part={part} onPart={setPart} />
    </Page>
  );
}

function ProductActions({ product }: { product: Product }) {
  const may = useMay('operator');
  return (
    <>
      <a className="button" href={urlOf('products.file', { product: product.id })} download>
        <Icon name="download" />
        Export sut.yaml
      </a>
      {product.problems === 0 && may && (
        <Link href={`/runs/new?product=${encodeURIComponent(product.id)}`} className="button">
          <Icon name="run" />
          Run it
        </Link>
      )}
    </>
  );
}

function ProductEditor({
  product,
  forms,
  part,
  onPart,
}: {
  product: Product;
  forms: readonly ActorForm[];
  part: Part;
  onPart: (part: Part) => void;
}) {
  const may = useMay('operator');
  const draft = useDraft(product);
  const save = useSave(product);
  return (
    <div className="stack">
      {draft.error && <Problem error={draft.error} title="The change could not be checked" />}
      {save.error && <Problem error={save.error} title="The change was not saved" />}
      <ProblemList problems={draft.problems} onGo={() => onPart('form')} />
      <Tabs<Part>
        label="Description of the product"
        chosen={part}
        onChoose={onPart}
        tabs={[
          { name: 'form', title: 'Form', content: () => <ProductForm forms={forms} draft={draft} readonly={!may} /> },
          {
            name: 'text',
            title: 'Text',
            content: () => (
              <YamlText yaml={draft.yaml} problems={draft.problems} readonly={!may} onChange={draft.editYaml} />
            ),
          },
          { name: 'files', title: 'Files', content: () => <Files product={product.id} /> },
          { name: 'links', title: 'Check links', content: () => <Links product={product} changed={draft.changed} /> },
        ]}
      />
      {may && (part === 'form' || part === 'text') && (
        <div className="save-bar">
          <button
            type="button"
            className="button main"
            disabled={!draft.changed || draft.checking || save.pending}
            onClick={() => save.save(draft.yaml)}
          >
            Save
          </button>
          <span className="soft" role="status">
            {draft.checking
              ? 'Checking'
              : draft.problems.length > 0
                ? `${count(draft.problems.length, 'problem')} to put right before it can run`
                : draft.changed
                  ? 'Not saved yet'
                  : 'Saved'}
          </span>
          <RemoveProduct product={product} />
        </div>
      )}
    </div>
  );
}

function useSave(product: Product) {
  const announce = useAnnounce();
  const change = useSend('products.change', ['products.read', 'products.list']);
  return {
    error: change.error,
    pending: change.isPending,
    save: (yaml: string) =>
      change.mutate(
        { params: { product: product.id }, body: { revision: product.revision, yaml } },
        { onSuccess: () => announce('Saved') },
      ),
  };
}

function RemoveProduct({ product }: { product: Product }) {
  const [, go] = useLocation();
  const [asking, setAsking] = useState(false);
  const remove = useSend('products.remove', ['products.list']);
  if (!asking) {
    return (
      <button type="button" className="button danger remove" onClick={() => setAsking(true)}>
        Remove the product
      </button>
    );
  }
  return (
    <Notice tone="warning" title="Remove this product from the console?" live>
      <p>Its runs and reports stay.</p>
      {remove.error && <Problem error={remove.error} />}
      <div className="actions">
        <button
          type="button"
          className="button danger"
          onClick={() => remove.mutate({ params: { product: product.id } }, { onSuccess: () => go('/products') })}
        >
          Yes, remove it
        </button>
        <button type="button" className="button" onClick={() => setAsking(false)}>
          Keep it
        </button>
      </div>
    </Notice>
  );
}
