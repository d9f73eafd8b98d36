import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { asApiError, session } from '../api.ts'
import { Icon } from '../components/icon.tsx'
import { Popover } from '../components/popover.tsx'
import type { FileRow } from './csv.ts'
import { toCurl } from './curl.ts'
import { type FileKind, saveFile } from './save-file.ts'

type DownloadProps = {
  /** What is downloaded, in the plural: `routes`. */
  readonly name: string
  /** Rows of the file; a list that is read page by page reads the rest of it first. */
  readonly rows: () => readonly FileRow[] | Promise<readonly FileRow[]>
  /** Call of the API that answers the same, relative to the page. */
  readonly address: string
  readonly streams?: boolean
  /** Shown below the choices. */
  readonly note?: string
}

const toCommand = ({ address, streams = false }: DownloadProps): string =>
  toCurl(new URL(address, document.baseURI).href, { needsToken: session.value === 'signed in', streams })

const Choices = (props: DownloadProps & { readonly close: () => void }): JSX.Element => {
  const { name, rows, note, close } = props
  const [message, setMessage] = useState(note ?? '')
  const [isBusy, setBusy] = useState(false)
  const save = async (kind: FileKind): Promise<void> => {
    setBusy(true)
    setMessage(`Reading the ${name} …`)
    try {
      saveFile(name, kind, await rows())
      close()
    } catch (error) {
      setMessage(asApiError(error).message)
    }
    setBusy(false)
  }
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(toCommand(props))
    setMessage('Copied')
  }
  return (
    <>
      <div class="options">
        {(['csv', 'json'] as const).map((kind) => (
          <button type="button" class="option" key={kind} disabled={isBusy} onClick={() => void save(kind)}>
            Download {kind.toUpperCase()}
          </button>
        ))}
        <button type="button" class="option" onClick={() => void copy()}>
          Copy as cURL
        </button>
      </div>
      <p class="menu-note" role="status">
        {message}
      </p>
    </>
  )
}

/** Rows as a file, or the call of the API behind them. */
export const DownloadMenu = (props: DownloadProps): JSX.Element => (
  <Popover
    label={`Download the ${props.name}`}
    toEnd
    buttonClass="button quiet icon small"
    button={<Icon name="download" size={15} />}
  >
    {(close) => <Choices {...props} close={close} />}
  </Popover>
)
