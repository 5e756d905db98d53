import { useRead, useSend } from '../../api/queries';
import { useMay } from '../../api/session';
import { ChooseFile } from '../../parts/choose-file';
import { Problem } from '../../parts/notice';
import { Shown } from '../../parts/shown';
import { size } from '../../parts/words';

/** Certificates and keys that the description names. */
export function Files({ product }: { product: string }) {
  const may = useMay('operator');
  const { data: files, error } = useRead('products.files', { params: { product } });
  const add = useSend('products.addFile', ['products.files', 'products.read']);
  const remove = useSend('products.removeFile', ['products.files', 'products.read']);
  const problem = error ?? add.error ?? remove.error;
  return (
    <div className="card stack">
      <p>
        Where links are encrypted, the description names a certificate, its key and a certificate authority. Add these
        PEM files here. A private key is never given back.
      </p>
      {problem && <Problem error={problem} />}
      {files?.length === 0 && <p className="soft">No files yet. Most products need none.</p>}
      {files && files.length > 0 && (
        <ul className="lines">
          {files.map(({ name, bytes, what }) => (
            <li key={name}>
              <span>
                <strong>
                  <Shown text={name} />
                </strong>
                <span className="below soft">
                  {what}, {size(bytes)}
                </span>
              </span>
              {may && (
                <button
                  type="button"
                  className="button small danger"
                  onClick={() => remove.mutate({ params: { product, file: name } })}
                >
                  Remove<span className="hidden-words"> {name}</span>
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {may && (
        <div className="actions">
          <ChooseFile
            label="PEM file"
            accept=".pem,.crt,.key,.cer"
            words="Add a PEM file"
            busy={add.isPending}
            onChosen={(chosen) => {
              const raw = { type: 'application/x-pem-file', data: chosen };
              add.mutate({ params: { product, file: chosen.name }, raw });
            }}
          />
        </div>
      )}
    </div>
  );
}
