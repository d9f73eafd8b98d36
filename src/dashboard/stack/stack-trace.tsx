import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { ShownText } from '../components/shown-text.tsx'
import { formatWhole } from '../format.ts'
import { commonFolder, foldForeign, parseStack, type StackFrame, type StackLine, toShownPath } from './parse-stack.ts'
import './stack-trace.css'

const indentOf = ({ indent }: StackFrame): { '--indent': number } => ({ '--indent': indent })

const Frame = ({ frame, folder }: { frame: StackFrame; folder: string }): JSX.Element => {
  const place = `${frame.path}${frame.position}`
  return (
    <div class={`frame ${frame.owner}`} style={indentOf(frame)} title={place}>
      {frame.owner === 'package' && <span class="origin">{frame.origin} </span>}
      {frame.name && (
        <>
          <b>
            <ShownText text={frame.name} />
          </b>{' '}
        </>
      )}
      <span class="place">
        <ShownText text={`${toShownPath(frame, folder)}${frame.position}`} />
      </span>
      {frame.source.length > 0 && (
        <div class="source">
          <ShownText text={frame.source.join('\n')} />
        </div>
      )}
    </div>
  )
}

const Line = ({ line, folder }: { line: StackLine; folder: string }): JSX.Element =>
  line.kind === 'frame' ? (
    <Frame frame={line} folder={folder} />
  ) : (
    <div class="text">{line.text ? <ShownText text={line.text} /> : '\u00a0'}</div>
  )

const Foreign = ({ frames, folder }: { frames: readonly StackFrame[]; folder: string }): JSX.Element => {
  const [isOpen, setOpen] = useState(false)
  const origins = [...new Set(frames.map(({ origin }) => origin))]
  return (
    <>
      <button
        type="button"
        class="foreign"
        style={frames[0] && indentOf(frames[0])}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? '▾' : '▸'} {frames.length} {frames.length === 1 ? 'frame' : 'frames'} in{' '}
        {origins.slice(0, 4).join(', ')}
        {origins.length > 4 && ` and ${origins.length - 4} more`}
      </button>
      {isOpen && frames.map((frame, index) => <Frame key={index} frame={frame} folder={folder} />)}
    </>
  )
}

/** Lines that are shown at first. */
const maxLines = 200

const Frames = ({ text }: { text: string }): JSX.Element => {
  const [isAll, setAll] = useState(false)
  const [parts, folder] = useMemo(() => {
    const lines = parseStack(text)
    return [foldForeign(lines), commonFolder(lines)] as const
  }, [text])
  return (
    <>
      {parts
        .slice(0, isAll ? parts.length : maxLines)
        .map((part, index) =>
          part.kind === 'line' ? (
            <Line key={index} line={part.line} folder={folder} />
          ) : (
            <Foreign key={index} frames={part.frames} folder={folder} />
          ),
        )}
      {!isAll && parts.length > maxLines && (
        <button type="button" class="foreign" onClick={() => setAll(true)}>
          Show all {formatWhole(parts.length)} lines
        </button>
      )}
      {folder && <div class="folder">Paths are relative to {folder}</div>}
    </>
  )
}

type StackTraceProps = { readonly text: string }

/**
 * A stack trace. Frames of the app stand out, with paths relative to their common folder; those of packages and of the
 * runtime are folded. A button shows the original text.
 */
export const StackTrace = ({ text }: StackTraceProps): JSX.Element => {
  const [isRaw, setRaw] = useState(false)
  return (
    <div class="stack-trace">
      <div class="mono">
        {isRaw ? (
          <div class="text">
            <ShownText text={text} />
          </div>
        ) : (
          <Frames text={text} />
        )}
      </div>
      <button type="button" class="button quiet small" aria-pressed={isRaw} onClick={() => setRaw(!isRaw)}>
        Original text
      </button>
    </div>
  )
}
