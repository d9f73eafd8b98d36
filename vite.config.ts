import { join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'
import { precompress } from './scripts/precompress.ts'

const outDir = join(import.meta.dirname, 'dist/dashboard')

const precompressed: Plugin = { name: 'precompress', closeBundle: () => precompress(outDir) }

/** The page: one small bundle in dist/dashboard, with relative addresses so that it works below any path of a proxy. */
export default defineConfig({
  root: join(import.meta.dirname, 'src/dashboard'),
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [precompressed],
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2022',
    // One style sheet is 3 kB smaller than one for each view, and saves their requests.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: true,
    // The notices that licences of what is bundled ask for.
    license: { fileName: 'licenses.md' },
  },
})
