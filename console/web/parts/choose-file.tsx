import { useRef } from 'react';

/** A button that asks for one file; the same file can be chosen again. */
export function ChooseFile({
  label,
  accept,
  words,
  busy,
  onChosen,
}: {
  /** What is asked for, for those who do not see the button. */
  label: string;
  accept: string;
  /** On the button. */
  words: string;
  busy: boolean;
  onChosen: (file: File) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="button" disabled={busy} onClick={() => input.current?.click()}>
        {words}
      </button>
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        aria-label={label}
        onChange={(event) => {
          const [chosen] = event.target.files ?? [];
          event.target.value = '';
          if (chosen) onChosen(chosen);
        }}
      />
    </>
  );
}
